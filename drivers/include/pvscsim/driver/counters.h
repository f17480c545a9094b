// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/platform.h"

namespace pvscsim::driver {

/// What start() found out about the adapter.
struct AdapterInfo {
    std::uint8_t bar = 0;                  ///< memory BAR with the registers
    std::uint32_t targets_max = 0;         ///< ids 0 .. targets_max - 1 are worth a probe
    std::uint32_t request_entries = 0;     ///< E_req
    std::uint32_t completion_entries = 0;  ///< E_cmp
    std::uint32_t message_entries = 0;     ///< E_msg; 0: no message ring
    std::uint32_t outstanding_max = 0;     ///< the smaller of E_req and E_cmp
    bool request_call_threshold = false;   ///< the device may ask for fewer doorbells
    InterruptMode interrupt_mode = InterruptMode::Polled;
};

/// What the core has done since it was constructed; start() does not reset them.
struct Counters {
    std::uint64_t submitted = 0;             ///< requests accepted by submit()
    std::uint64_t completed = 0;             ///< requests handed back through completed()
    std::uint64_t publishes = 0;             ///< stores of the request producer index
    std::uint64_t doorbells_rw = 0;          ///< writes of KICK_RW_IO
    std::uint64_t doorbells_non_rw = 0;      ///< writes of KICK_NON_RW_IO
    std::uint64_t doorbells_suppressed = 0;  ///< the device's threshold made them unnecessary
    std::uint64_t refused = 0;               ///< not taken for want of room, OnFull::Refuse
    std::uint64_t held_back = 0;             ///< requests that had to wait in the core
    std::uint64_t ring_full = 0;   ///< of those: no free ring slot, list page, or in a reset
    std::uint64_t lun_full = 0;    ///< of those: the logical unit was at its depth
    std::uint64_t interrupts = 0;  ///< calls of handle_interrupt() that were for the adapter
    std::uint64_t interrupts_foreign = 0;  ///< calls that were not
    std::uint64_t completion_passes = 0;   ///< groups of completions taken with one index store
    std::uint64_t budget_stops = 0;        ///< passes that the budget ended
    std::uint64_t polls = 0;               ///< calls of poll()
    std::uint64_t polling_spells = 0;      ///< times that load made it mask the interrupt and poll
    std::uint64_t steered = 0;             ///< completions handed back on another processor
    std::uint64_t stale_contexts = 0;      ///< completions that fitted no outstanding request
    std::uint64_t bad_indices = 0;         ///< producer indices that cannot be
    std::uint64_t messages = 0;            ///< messages handled
    std::uint64_t messages_invalid = 0;    ///< of unknown type or with an impossible address
    std::uint64_t message_overflows = 0;   ///< message ring found full
    std::uint64_t timeouts = 0;            ///< requests without a completion in time
    std::uint64_t timer_rescues = 0;       ///< time-outs that found the completion there
    std::uint64_t aborts = 0;              ///< ABORT_CMD sent
    std::uint64_t aborts_failed = 0;       ///< no completion in time
    std::uint64_t device_resets = 0;
    std::uint64_t bus_resets = 0;
    std::uint64_t adapter_resets = 0;
    std::uint64_t link_losses = 0;
    std::uint64_t timer_arms = 0;  ///< calls of Platform::set_timer
    std::uint64_t depth_cuts = 0;  ///< times that a logical unit's depth was lowered
    std::uint64_t depth_raises = 0;
    std::uint64_t log_records = 0;  ///< handed to the platform
    std::uint64_t log_masked = 0;   ///< left out by the log mask
};

}  // namespace pvscsim::driver
