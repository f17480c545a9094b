// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

#include "reports/sections.h"

namespace pvscsim::reports {

namespace {

template <typename Counters>
struct Activity {
    std::string_view key;
    std::string_view meaning;
    std::uint64_t Counters::*cycles;
};

// clang-format off
constexpr std::array<Activity<VcpuCounters>, 6> kVcpuActivities{{
    {"submit_cycles",     "Driver's path of submissions", &VcpuCounters::submit_cycles},
    {"exit_cycles",       "Exits and doorbells", &VcpuCounters::exit_cycles},
    {"register_cycles",   "Register accesses other than doorbells", &VcpuCounters::register_cycles},
    {"interrupt_cycles",  "Interrupt entry and exit, waking from idle", &VcpuCounters::interrupt_cycles},
    {"complete_cycles",   "Driver's path of completions", &VcpuCounters::complete_cycles},
    {"cache_line_cycles", "Waiting for cache lines that the device wrote", &VcpuCounters::cache_line_cycles},
}};
constexpr std::array<Activity<WorkerCounters>, 9> kWorkerActivities{{
    {"wake_cycles",       "Waking from sleep", &WorkerCounters::wake_cycles},
    {"fetch_cycles",      "Copying request descriptors", &WorkerCounters::fetch_cycles},
    {"parse_cycles",      "Validating requests, decoding commands", &WorkerCounters::parse_cycles},
    {"copy_cycles",       "Copying to and from storage that is memory", &WorkerCounters::copy_cycles},
    {"complete_cycles",   "Taking over the backend's results", &WorkerCounters::complete_cycles},
    {"post_cycles",       "Writing completions", &WorkerCounters::post_cycles},
    {"interrupt_cycles",  "Sending interrupts", &WorkerCounters::interrupt_cycles},
    {"command_cycles",    "Commands of the register interface", &WorkerCounters::command_cycles},
    {"cache_line_cycles", "Waiting for cache lines that the guest wrote", &WorkerCounters::cache_line_cycles},
}};
// clang-format on

/// Writes the cycles by activity, what they add up to and their share of all; returns their sum.
template <typename Counters, typename Activities>
std::uint64_t describe_cycles(Entry& entry, const Counters& counters, const Activities& activities,
                              SimTime simulated) {
    std::uint64_t busy = 0;
    for (const auto& activity : activities) {
        entry.number(activity.key, "cycles", activity.meaning, counters.*activity.cycles);
        busy += counters.*activity.cycles;
    }
    const std::uint64_t total = simulated.ps / std::max<std::uint64_t>(counters.clock_period_ps, 1);
    entry.number("busy_cycles", "cycles", "Sum of the above", busy);
    entry.number("idle_cycles", "cycles", "The rest", total > busy ? total - busy : 0);
    entry.number("utilisation_ppm", "ppm", "Busy share of all cycles",
                 scaled_ratio(1000000, busy, total));
    return busy;
}

void describe_notifications(Entry& root, const ReportSource& source) {
    const NotificationCounters& n = source.counters.notifications;
    Entry& entry = root.object("notifications", "How driver and device called each other");
    entry.number("doorbells_rw", "", "Doorbells for reads and writes", n.doorbells_rw);
    entry.number("doorbells_non_rw", "", "Doorbells for other requests", n.doorbells_non_rw);
    entry.number("doorbells_suppressed", "", "Published batches that needed no doorbell",
                 n.doorbells_suppressed);
    entry.number("vm_exits", "", "Exits of the guest", n.vm_exits);
    entry.number("interrupts", "", "Interrupts delivered to a vCPU", n.interrupts);
    entry.number("interrupts_suppressed", "", "Completions that another's interrupt covered",
                 n.interrupts_suppressed);
    entry.number("interrupts_spurious", "", "Interrupts whose handler found nothing",
                 n.interrupts_spurious);
    entry.number("interrupts_lost", "", "Interrupts that an injected fault swallowed",
                 n.interrupts_lost);
    entry.number("interrupts_injected", "",
                 "Interrupts without a cause that an injected fault sent", n.interrupts_injected);
    entry.number("interrupts_gated", "",
                 "Interrupts that waited as the last one had just been sent", n.interrupts_gated);
    entry.number("interrupts_foreign", "", "Interrupts that the driver left to others on its line",
                 n.interrupts_foreign);
    entry.number("interrupts_of_others", "", "Interrupts that another device on the line raised",
                 n.interrupts_of_others);
    entry.number("completions_per_interrupt_milli", "1/1000", "Completions for each interrupt",
                 scaled_ratio(1000, source.recorder.staged_count(), n.interrupts));
    entry.number("requests_per_doorbell_milli", "1/1000", "Requests for each doorbell",
                 scaled_ratio(1000, source.recorder.submitted_count(),
                              Uint128{n.doorbells_rw} + n.doorbells_non_rw));
}

void describe_cpu(Entry& root, const ReportSource& source) {
    const CpuCounters& c = source.counters.cpu;
    const SimTime simulated = source.info.simulated;
    const std::uint64_t completed = source.recorder.count(Ending::Good);
    Entry& cpu = root.object("cpu", "Cycles by activity");
    std::uint64_t guest_busy = 0;
    cpu.list("vcpus", "The guest's processors", c.vcpus,
             [&](Entry& entry, const VcpuCounters& vcpu) {
                 entry.number("clock_period_ps", "ps", "Length of a cycle", vcpu.clock_period_ps);
                 guest_busy += describe_cycles(entry, vcpu, kVcpuActivities, simulated);
             });
    cpu.number("guest_cycles_per_request_milli", "1/1000 cycles",
               "Busy cycles of all vCPUs for each request that ended well",
               scaled_ratio(1000, guest_busy, completed));
    Entry& worker = cpu.object("hypervisor", "The hypervisor's worker that serves the adapter");
    worker.number("clock_period_ps", "ps", "Length of a cycle", c.hypervisor.clock_period_ps);
    worker.number("wakes", "", "Times that it was woken from sleep", c.hypervisor.wakes);
    const std::uint64_t busy = describe_cycles(worker, c.hypervisor, kWorkerActivities, simulated);
    worker.number("dma_cycles", "cycles", "The copy engine's, beside the worker's own",
                  c.hypervisor.dma_cycles);
    cpu.number("hypervisor_cycles_per_request_milli", "1/1000 cycles",
               "Busy cycles of the worker for each such request",
               scaled_ratio(1000, busy, completed));
    cpu.number("cycles_per_request_milli", "1/1000 cycles", "Both together",
               scaled_ratio(1000, Uint128{guest_busy} + busy, completed));
}

void describe_ring(Entry& entry, const RingCounters& ring) {
    entry.number("entries", "", "Size", ring.entries);
    entry.number("produced", "", "Entries written in the whole run", ring.produced);
    entry.number("high_water", "", "Most entries in it at one time, as the device saw it",
                 ring.high_water);
    entry.number("full_events", "", "Times that its producer found no room", ring.full_events);
    entry.number("index", "", "The device's index at the end; it wraps at 2^32", ring.index);
}

void describe_rings(Entry& root, const ReportSource& source) {
    const RingsCounters& r = source.counters.rings;
    Entry& rings = root.object("rings", "The rings in guest memory");
    describe_ring(rings.object("request", "Driver to device"), r.request);
    describe_ring(rings.object("completion", "Device to driver"), r.completion);
    describe_ring(rings.object("message", "Device to driver, hot-plug"), r.message);
    rings.number("held_back", "", "Requests that the driver queued for want of room", r.held_back);
    rings.number("in_flight_max", "", "Most requests fetched and not yet completed",
                 r.in_flight_max);
    rings.number("depth_limit_min", "",
                 "Least depth that the adapter allowed itself; 0: not limited", r.depth_limit_min);
    rings.number("task_set_full", "", "Requests ended with TASK SET FULL for it", r.task_set_full);

    const LevelSeries& series = source.recorder.outstanding_series();
    Entry& occupancy = rings.object(
        "occupancy", "Requests published and not yet given back, in the rings or the device");
    occupancy.number("mean_milli", "1/1000", "Mean over time",
                     series.mean_milli(source.info.simulated));
    occupancy.number("max", "", "Most at one time", series.max());
    occupancy.number("span_ps", "ps", "Length of each span, from time 0", series.span_width().ps);
    Entry::Rows rows;
    for (const LevelSeries::Span& span : series.spans(source.info.simulated)) {
        rows.push_back({span.mean_milli, span.max});
    }
    occupancy.rows("spans", "mean 1/1000, max", "One a span", std::move(rows));
}

void describe_targets(Entry& root, const ReportSource& source) {
    const auto& known = source.counters.units;
    const std::uint64_t simulated_ps = source.info.simulated.ps;
    std::vector<UnitTotals> units = source.recorder.units();
    if (units.back().requests == 0) {
        units.pop_back();  // nobody asked for a unit that is not there
    }
    root.list("targets", "Logical units; 65535:65535 stands for all that are not there", units,
              [&](Entry& entry, const UnitTotals& unit) {
                  const auto same =
                      std::find_if(known.begin(), known.end(), [&unit](const UnitCounters& other) {
                          return other.id.target == unit.id.target && other.id.lun == unit.id.lun;
                      });
                  const UnitCounters more = same == known.end() ? UnitCounters{} : *same;
                  entry.number("target", "", "Target id", unit.id.target);
                  entry.number("lun", "", "Logical unit number", unit.id.lun);
                  entry.number("requests", "", "Requests ended", unit.requests);
                  entry.number("errors", "", "Those that did not end well", unit.errors);
                  entry.number("data_bytes", "B", "Data moved by the others", unit.data_bytes);
                  entry.number("latency_mean_ns", "ns", "Mean latency",
                               scaled_ratio(1, unit.latency_sum_ps, Uint128{unit.requests} * 1000));
                  entry.number("queue_depth_mean_milli", "1/1000", "Mean of those outstanding",
                               scaled_ratio(1000, unit.latency_sum_ps, simulated_ps));
                  entry.number("queue_depth_max", "", "Most outstanding", more.outstanding_max);
                  entry.number("utilisation_ppm", "ppm", "Busy share of the backend's servers",
                               scaled_ratio(1000000, unit.service_sum_ps,
                                            Uint128{simulated_ps} * more.servers));
              });
}

}  // namespace

void describe_work(Entry& root, const ReportSource& source) {
    describe_notifications(root, source);
    describe_cpu(root, source);
    describe_rings(root, source);
    describe_targets(root, source);
}

}  // namespace pvscsim::reports
