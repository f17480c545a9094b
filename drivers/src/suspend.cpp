// SPDX-License-Identifier: Apache-2.0
// Before and after the function loses its power, or is reset from outside.
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/protocol/pci.h"

namespace pvscsim::driver {

namespace pci = protocol::pci;
using protocol::Command;
using protocol::HostStatus;

// The device must not know guest memory while nobody looks after it: it is reset first.
Result<void> HostAdapter::suspend() noexcept {
    if (in_pass_) return Error::Busy;
    if (phase_ != Phase::Running) return Error::NotRunning;
    kick_non_rw();
    phase_ = Phase::Resetting;
    platform_.write_register(protocol::reg::kIntrMask, 0);
    commands_.execute(Command::AdapterReset);
    if (device_gone()) {
        give_up(LogCode::DeviceGone);
        return Error::DeviceFailed;
    }
    drain();
    take_messages();
    suspended_ = true;
    forget_device();
    end_outstanding(Outcome::Reset, HostStatus::BusReset);
    gather_held();
    forget_requests();
    disconnect_interrupts();
    arm_timer(detail::TimerWheel::kNever);
    return {};
}

Result<void> HostAdapter::wake() noexcept {
    if (!suspended_ || phase_ != Phase::Resetting) return Error::NotRunning;
    suspended_ = false;
    const std::uint32_t command = platform_.read_config(pci::kCommand, 2);
    platform_.write_config(pci::kCommand, 2,
                           command | pci::kCommandMemory | pci::kCommandBusMaster);
    platform_.write_register(protocol::reg::kIntrMask, 0);
    const std::uint32_t status = commands_.execute(Command::AdapterReset);
    const bool answers = !device_gone() && status == protocol::kStatusOk;
    bool set_up = answers && set_up_device(true).ok();
    // It may be another adapter than before, which takes smaller rings alone.
    while (answers && !set_up && detail::halve_rings(info_, config_.ring_fill_max_percent)) {
        forget_requests();
        set_up = set_up_device(true).ok();
    }
    if (!set_up) {
        give_up(LogCode::ResetFailed);
        return Error::DeviceFailed;
    }
    choose_interrupts();
    unmask_interrupts();
    phase_ = Phase::Running;
    resume_held();
    return {};
}

}  // namespace pvscsim::driver
