// SPDX-License-Identifier: Apache-2.0
// What the parts of a run have counted since the workload began, in the report's terms.
#include <algorithm>

#include "scenarios/runner/run.h"

namespace pvscsim::scenarios {

reports::CpuCounters Run::cpu_counters() const {
    reports::CpuCounters cpu;
    for (std::size_t i = 0; i < machine_.vcpus.size(); ++i) {
        const Vcpu& vcpu = *machine_.vcpus[i];
        const auto spent = [&](Activity activity) {
            const std::uint64_t before =
                before_.cycles.empty() ? 0 : before_.cycles[i][static_cast<std::size_t>(activity)];
            return vcpu.cycles(activity) - before;
        };
        reports::VcpuCounters counters;
        counters.clock_period_ps = scenario_.machine.clock_period_ps;
        counters.submit_cycles = spent(Activity::Submit);
        counters.exit_cycles = spent(Activity::Exit);
        counters.register_cycles = spent(Activity::Register);
        counters.interrupt_cycles = spent(Activity::Interrupt);
        counters.complete_cycles = spent(Activity::Complete);
        counters.cache_line_cycles = spent(Activity::CacheLine);
        cpu.vcpus.push_back(counters);
    }
    const WorkerCycles& now = machine_.device.adapter().cycles();
    const WorkerCycles& then = before_.worker;
    reports::WorkerCounters& worker = cpu.hypervisor;
    worker.clock_period_ps = scenario_.device.worker.clock_period_ps;
    worker.wakes = now.wakes - then.wakes;
    worker.wake_cycles = now.wake - then.wake;
    worker.fetch_cycles = now.fetch - then.fetch;
    worker.parse_cycles = now.parse - then.parse;
    worker.copy_cycles = now.copy - then.copy;
    worker.dma_cycles = now.dma - then.dma;
    worker.complete_cycles = now.complete - then.complete;
    worker.post_cycles = now.post - then.post;
    worker.interrupt_cycles = now.interrupt - then.interrupt;
    worker.command_cycles = now.command - then.command;
    worker.cache_line_cycles = now.cache_line - then.cache_line;
    return cpu;
}

void Run::count_device(reports::RunCounters& counters) const {
    const AdapterCounters& now = machine_.device.adapter().counters();
    const AdapterCounters& then = before_.adapter;
    reports::NotificationCounters& notes = counters.notifications;
    notes.doorbells_rw = now.kicks_rw - then.kicks_rw;
    notes.doorbells_non_rw = now.kicks_non_rw - then.kicks_non_rw;
    notes.interrupts = machine_.interrupts.delivered() - before_.delivered;
    notes.interrupts_suppressed = now.completions_held - then.completions_held;
    notes.interrupts_lost = now.interrupts_lost - then.interrupts_lost;
    notes.interrupts_injected = now.interrupts_spurious - then.interrupts_spurious;
    notes.interrupts_gated = machine_.device.adapter().interrupts_gated() - before_.gated;
    if (machine_.line_neighbour != nullptr) {
        notes.interrupts_of_others = machine_.line_neighbour->raised() - before_.line_neighbour;
    }
    for (const auto& vcpu : machine_.vcpus) {
        notes.vm_exits += vcpu->exits();
        notes.interrupts_spurious += vcpu->spurious_interrupts();
    }
    notes.vm_exits -= before_.exits;
    notes.interrupts_spurious -= before_.spurious;
    counters.rings.request.produced = now.fetched - then.fetched;
    counters.rings.request.high_water = machine_.device.adapter().rings().published_max();
    counters.rings.in_flight_max = now.in_flight_max;
    const DepthGovernor& depth = machine_.device.adapter().depth();
    counters.rings.depth_limit_min = depth.active() ? depth.lowest() : 0;
    counters.rings.task_set_full = now.task_set_full - then.task_set_full;
    counters.rings.request.index = machine_.device.adapter().rings().req_cons();
    counters.rings.completion.index = machine_.device.adapter().rings().cmp_prod();
    counters.rings.message.index = machine_.device.adapter().message_ring().prod();
    counters.rings.completion.produced = now.completions - then.completions;
    counters.rings.completion.high_water = machine_.ledger.unread_max();
    counters.rings.completion.full_events = now.completions_waited - then.completions_waited;
    counters.rings.message.high_water = machine_.device.adapter().message_ring().unread_max();
    counters.rings.message.produced = now.messages - then.messages;
    counters.rings.message.full_events = now.messages_dropped - then.messages_dropped;
    counters.hotplug.messages = now.messages - then.messages;
    counters.hotplug.messages_dropped = now.messages_dropped - then.messages_dropped;
}

void Run::count_driver(reports::RunCounters& counters) const {
    const driver::Counters& now = guest_.driver().counters();
    const driver::Counters& then = guest_.driver_before();
    counters.notifications.interrupts_foreign = now.interrupts_foreign - then.interrupts_foreign;
    counters.notifications.doorbells_suppressed =
        now.doorbells_suppressed - then.doorbells_suppressed;
    const driver::AdapterInfo& info = guest_.driver().info();
    counters.rings.request.entries = info.request_entries;
    counters.rings.completion.entries = info.completion_entries;
    counters.rings.message.entries = info.message_entries;
    counters.rings.request.full_events = now.ring_full - then.ring_full;
    counters.rings.held_back = now.held_back - then.held_back;
    counters.rejected = now.stale_contexts - then.stale_contexts;
    // What injected faults have posted, beside the requests' own, is no fault of anybody's.
    const std::uint64_t foreign = machine_.device.adapter().counters().completions_foreign -
                                  before_.adapter.completions_foreign;
    counters.duplicated = counters.rejected - std::min(counters.rejected, foreign);
    reports::DriverCounters& d = counters.driver;
    d.interrupts = now.interrupts - then.interrupts;
    d.interrupts_foreign = now.interrupts_foreign - then.interrupts_foreign;
    d.passes = now.completion_passes - then.completion_passes;
    d.budget_stops = now.budget_stops - then.budget_stops;
    d.polls = now.polls - then.polls;
    d.polling_spells = now.polling_spells - then.polling_spells;
    d.steered = now.steered - then.steered;
    d.refused = now.refused - then.refused;
    d.depth_cuts = now.depth_cuts - then.depth_cuts;
    d.depth_raises = now.depth_raises - then.depth_raises;
    d.stale_contexts = now.stale_contexts - then.stale_contexts;
    d.bad_indices = now.bad_indices - then.bad_indices;
    d.messages_invalid = now.messages_invalid - then.messages_invalid;
    d.message_overflows = now.message_overflows - then.message_overflows;
    d.timer_arms = now.timer_arms - then.timer_arms;
    d.log_records = now.log_records - then.log_records;
    d.log_masked = now.log_masked - then.log_masked;
    counters.recovery.link_losses = now.link_losses - then.link_losses;
    counters.recovery.timeouts = now.timeouts - then.timeouts;
    counters.recovery.timer_rescues = now.timer_rescues - then.timer_rescues;
    counters.recovery.aborts = now.aborts - then.aborts;
    counters.recovery.device_resets = now.device_resets - then.device_resets;
    counters.recovery.bus_resets = now.bus_resets - then.bus_resets;
    counters.recovery.adapter_resets = now.adapter_resets - then.adapter_resets;
}

void Run::count_iommu(reports::RunCounters& counters) const {
    if (machine_.iommu == nullptr) return;
    const Iommu::Counters& now = machine_.iommu->counters();
    const Iommu::Counters& then = before_.iommu;
    reports::IommuCounters& iommu = counters.iommu;
    iommu.translations = now.translations - then.translations;
    iommu.tlb_hits = now.tlb_hits - then.tlb_hits;
    iommu.tlb_misses = now.tlb_misses - then.tlb_misses;
    iommu.blocked = now.blocked - then.blocked;
    iommu.maps = now.maps - then.maps;
    iommu.unmaps = now.unmaps - then.unmaps;
}

reports::RunCounters Run::counters() const {
    reports::RunCounters counters;
    counters.hotplug = guest_.hotplug();
    counters.recovery = guest_.recovery();
    count_device(counters);
    count_driver(counters);
    count_iommu(counters);
    counters.retried = guest_.retried();
    for (std::size_t i = 0; i < scenario_.faults.size(); ++i) {
        const FaultConfig& fault = scenario_.faults[i];
        counters.faults.push_back(
            {fault_name(fault.point, fault.effect), machine_.faults.strikes_of(i)});
    }
    counters.cpu = cpu_counters();
    counters.units = guest_.unit_counters();
    counters.integrity = guest_.integrity();
    if (raw_ != nullptr) counters.raw_guest = raw_->counters();
    for (const ScriptStep& step : scenario_.script) {
        if (step.action == ScriptAction::Migrate) counters.migrations = migration_.counters();
    }
    counters.events = timeline_.since(guest_.began_at());
    return counters;
}

}  // namespace pvscsim::scenarios
