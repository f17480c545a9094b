// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/base/sim_time.h"
#include "reports/run_recorder.h"
namespace pvscsim::reports {

/// What a run counted outside its requests; whoever owns a count fills it in at the end of the run.
/// Names are the report's keys, and docs/report.md says what each means; ratios are derived.
struct NotificationCounters {
    std::uint64_t doorbells_rw = 0;          ///< writes of KICK_RW_IO
    std::uint64_t doorbells_non_rw = 0;      ///< writes of KICK_NON_RW_IO
    std::uint64_t doorbells_suppressed = 0;  ///< published batches that needed no doorbell
    std::uint64_t vm_exits = 0;
    std::uint64_t interrupts = 0;             ///< delivered to a vCPU
    std::uint64_t interrupts_suppressed = 0;  ///< completions that a later interrupt covered
    std::uint64_t interrupts_spurious = 0;    ///< handler found nothing to do
    std::uint64_t interrupts_lost = 0;        ///< swallowed by an injected fault
    std::uint64_t interrupts_injected = 0;    ///< sent without a cause by an injected fault
    std::uint64_t interrupts_gated = 0;       ///< kept back as the last one was just sent
    std::uint64_t interrupts_foreign = 0;     ///< that the driver left to others on its line
    std::uint64_t interrupts_of_others = 0;   ///< raised by others on the line
};

/// Busy cycles of one vCPU by activity.
struct VcpuCounters {
    std::uint64_t clock_period_ps = 400;
    std::uint64_t submit_cycles = 0;
    std::uint64_t exit_cycles = 0;       ///< exits and doorbells
    std::uint64_t register_cycles = 0;   ///< other register accesses
    std::uint64_t interrupt_cycles = 0;  ///< entry, exit, waking from idle
    std::uint64_t complete_cycles = 0;
    std::uint64_t cache_line_cycles = 0;
};

/// Busy cycles of the hypervisor's worker by activity.
struct WorkerCounters {
    std::uint64_t clock_period_ps = 400;
    std::uint64_t wakes = 0;
    std::uint64_t wake_cycles = 0;
    std::uint64_t fetch_cycles = 0;
    std::uint64_t parse_cycles = 0;
    std::uint64_t copy_cycles = 0;
    std::uint64_t dma_cycles = 0;  ///< the copy engine's, not in the worker's sum
    std::uint64_t complete_cycles = 0;
    std::uint64_t post_cycles = 0;
    std::uint64_t interrupt_cycles = 0;
    std::uint64_t command_cycles = 0;
    std::uint64_t cache_line_cycles = 0;
};

struct CpuCounters {
    std::vector<VcpuCounters> vcpus;
    WorkerCounters hypervisor;
};

struct RingCounters {
    std::uint64_t entries = 0;  ///< size
    std::uint64_t produced = 0;
    std::uint64_t high_water = 0;
    std::uint64_t full_events = 0;  ///< times that the producer found no room
    std::uint64_t index = 0;        ///< of the device at the end
};

struct RingsCounters {
    RingCounters request;
    RingCounters completion;
    RingCounters message;
    std::uint64_t in_flight_max = 0;    ///< most that the device had fetched and not completed
    std::uint64_t depth_limit_min = 0;  ///< least that the adapter allowed itself; 0: no limit
    std::uint64_t task_set_full = 0;    ///< requests that it ended for that
    std::uint64_t held_back = 0;        ///< requests that the driver queued as the ring was full
};

/// What a logical unit adds to the totals of its requests.
struct UnitCounters {
    UnitId id;
    std::uint64_t servers = 1;  ///< of its backend
    std::uint64_t outstanding_max = 0;
};

struct RecoveryCounters {
    std::uint64_t timeouts = 0;
    std::uint64_t timer_rescues = 0;  ///< the timer alone found completions
    std::uint64_t aborts = 0;
    std::uint64_t device_resets = 0;
    std::uint64_t bus_resets = 0;
    std::uint64_t adapter_resets = 0;
    std::uint64_t link_losses = 0;      ///< silence taken for a lost link
    std::uint64_t recoveries = 0;       ///< requests that came into trouble and ended well
    std::uint64_t recovery_sum_ps = 0;  ///< from the first time-out, abort or reset to that end
    std::uint64_t recovery_max_ps = 0;
};

/// Signs of life of the driver, and what its policies did.
struct DriverCounters {
    std::uint64_t interrupts = 0;
    std::uint64_t interrupts_foreign = 0;  ///< not the adapter's
    std::uint64_t passes = 0;              ///< groups of completions taken at once
    std::uint64_t budget_stops = 0;        ///< passes that the budget ended
    std::uint64_t polls = 0;
    std::uint64_t polling_spells = 0;  ///< times that load made it poll
    std::uint64_t steered = 0;         ///< completions handed back on another vCPU
    std::uint64_t refused = 0;
    std::uint64_t depth_cuts = 0;
    std::uint64_t depth_raises = 0;
    std::uint64_t stale_contexts = 0;
    std::uint64_t bad_indices = 0;
    std::uint64_t messages_invalid = 0;
    std::uint64_t message_overflows = 0;
    std::uint64_t timer_arms = 0;
    std::uint64_t log_records = 0;
    std::uint64_t log_masked = 0;
};

struct HotplugCounters {
    std::uint64_t added = 0;
    std::uint64_t removed = 0;
    std::uint64_t resized = 0;  ///< units whose size was found to be another
    std::uint64_t rescans = 0;  ///< of all targets or of one's units, since something had changed
    std::uint64_t messages = 0;
    std::uint64_t messages_dropped = 0;
};

/// One fault of the scenario.
struct FaultCounter {
    std::string fault;
    std::uint64_t strikes = 0;
};

struct IntegrityCounters {
    std::uint64_t blocks_written = 0;
    std::uint64_t blocks_checked = 0;
    std::uint64_t corruptions = 0;
};

/// What a guest did past its driver, and what the device did to its memory.
struct RawGuestCounters {
    std::uint64_t actions = 0;
    std::uint64_t register_accesses = 0;
    std::uint64_t memory_accesses = 0;
    std::uint64_t expectations = 0;
    std::uint64_t mismatches = 0;  ///< expectations that were not met
    std::uint64_t changes_at_fetch = 0;
    std::uint64_t guarded_changed = 0;  ///< guarded bytes that are not as they were
    std::uint64_t dma_reads = 0;
    std::uint64_t dma_read_bytes = 0;
    std::uint64_t dma_writes = 0;
    std::uint64_t dma_write_bytes = 0;
    std::uint64_t dma_refused = 0;  ///< by the bus
    std::uint64_t dma_strays = 0;   ///< writes to memory that the guest had not allocated
    std::uint64_t dma_max_per_action = 0;
};

/// What stands between the adapter and memory.
struct IommuCounters {
    std::uint64_t translations = 0;
    std::uint64_t tlb_hits = 0;
    std::uint64_t tlb_misses = 0;
    std::uint64_t blocked = 0;
    std::uint64_t maps = 0;
    std::uint64_t unmaps = 0;
};

/// One line of the timeline: a step of the script, a fault that struck, a reset.
struct TimelineEvent {
    SimTime time;
    std::string text;
};

/// Ways to the adapters of other hosts; `refused`: the other could not take all that was in use.
struct MigrationCounters {
    std::uint64_t moved = 0, refused = 0, targets_left = 0;
};

struct RunCounters {
    std::uint64_t retried = 0;     ///< requests submitted again after an end that was not good
    std::uint64_t duplicated = 0;  ///< completions of a request that had already ended
    std::uint64_t rejected = 0;    ///< completions that the driver did not wait for
    NotificationCounters notifications;
    CpuCounters cpu;
    RingsCounters rings;
    std::vector<UnitCounters> units;  ///< of the recorder's units, in any order
    RecoveryCounters recovery;
    DriverCounters driver;
    HotplugCounters hotplug;
    IntegrityCounters integrity;
    std::optional<RawGuestCounters> raw_guest;
    std::optional<MigrationCounters> migrations;
    IommuCounters iommu;
    std::vector<FaultCounter> faults;   ///< in the scenario's order
    std::vector<TimelineEvent> events;  ///< in order of time
};

}  // namespace pvscsim::reports
