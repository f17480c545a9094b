// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
// clang-format off
const Section<ScriptStep>& step_section() {
    using S = ScriptStep;
    static const Section<S> section{
        {"script", "What happens to the machine during the run.", {}, {"at_us", "after_completed"}},
        {optional_number("at_us", &S::at_us, {0, kSimulatedMsMax * 1000}, "us", "At that simulated time."),
         optional_number("after_completed", &S::after_completed, {0, kCountMax}, "requests", "When so many requests have completed."),
         choice("do", &S::action, {"hot_add", "hot_remove", "scsi", "reset_unit", "reset_bus", "reset_adapter", "abort", "remove_adapter", "add_lun", "remove_lun", "resize", "guest", "iommu_unmap", "suspend", "function_reset", "save_restore", "migrate"}, "Attach or detach a target or one of its logical units, change the size of one, or send SCSI commands; have the driver reset a logical unit, the bus or the adapter, or abort requests; pull the adapter out, after which it answers all ones; let a processor of the guest act past its driver; take a page of the data of the newest outstanding request from the IOMMU; suspend the guest, with the adapter in D3hot; reset the function; save the adapter with its targets and their storage, destroy them, and go on with new ones made from what was saved; move the guest, with requests in flight, to the adapter `to` on another host.").required(),
         number("target", &S::target, {0, 255}, "", "Its id.").only_if("do", {"hot_add", "hot_remove", "scsi", "reset_unit", "add_lun", "remove_lun", "resize"}).required(),
         number("lun", &S::lun, {0, 255}, "", "The logical unit; for SCSI commands there or not.").only_if("do", {"scsi", "reset_unit", "add_lun", "remove_lun", "resize"}),
         number("capacity_blocks", &S::capacity_blocks, {1, 1'099'511'627'776}, "blocks", "The new size, at most that of the target's declaration.").only_if("do", {"resize"}).required(),
         number("count", &S::count, {1, 1024}, "requests", "So many of the oldest requests that are outstanding.").only_if("do", {"abort"}),
         number("duration_us", &S::duration_us, {1, 3'600'000'000}, "us", "How long the guest sleeps, rests after the reset of the function, or stands still on its way.").only_if("do", {"suspend", "function_reset", "migrate"}),
         choice("way", &S::way, {"live", "suspended"}, "`live`: all of the adapter's state goes along and the guest notices nothing but that it stood still; to an adapter that cannot take it (another PCI function, less ring pages, targets or logical units than are in use, no message ring, no doorbell threshold) it does not go, and runs on where it is. `suspended`: the driver lets go of the adapter before, and sets up the other one after, with smaller rings and other interrupts if it must; targets that the other cannot have stay behind.").only_if("do", {"migrate"}),
         object("to", &S::to, device_section()).only_if("do", {"migrate"}),
         list("commands", &S::commands, {1, 1000}, scripted_command_section()).only_if("do", {"scsi"}),
         number("vcpu", &S::vcpu, {0, 63}, "", "The vCPU that acts; less than `machine.vcpus`.").only_if("do", {"guest"}),
         list("actions", &S::actions, {0, 1000}, raw_action_section()).only_if("do", {"guest"})}};
    return section;
}
// clang-format on

}  // namespace pvscsim::scenarios
