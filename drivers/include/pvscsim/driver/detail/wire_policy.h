// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/adapter_config.h"
#include "pvscsim/driver/request.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim::driver::detail {

/// Where the number of targets comes from.
enum class TargetQuery : std::uint8_t {
    CommandThenPage,
    Command,
    Page,
    PageRequired,  ///< no page, no adapter
    None,          ///< seven, as a firmware scans
};
/// What the handler does with INTR_STATUS when interrupts are messages.
enum class StatusUse : std::uint8_t { Untouched, Acknowledge, AcknowledgeAndGate };
/// What is left over of a buffer after a good end.
enum class Residual : std::uint8_t { IfTold, Zero, Difference };
/// Steps that follow a time-out.
enum class Ladder : std::uint8_t { Whole, WithoutAbort, None };

/// What drivers do differently on the wire, one member a habit. The defaults are the core's own;
/// docs/driver.md has the table of personalities.
struct WirePolicy {
    bool resets_first = true;         ///< ADAPTER_RESET before SETUP_RINGS
    bool probes_message_ring = true;  ///< else the command is sent without asking
    TargetQuery targets = TargetQuery::CommandThenPage;
    StatusUse status_under_messages = StatusUse::Untouched;
    bool always_kicks_rw = false;    ///< one doorbell for whatever opcode
    std::uint64_t context_high = 0;  ///< upper half of each context
    std::uint32_t sense_bytes = 96;  ///< buffer told to the device
    bool full_cdb_length = false;    ///< 16, whatever the CDB needs
    bool names_direction = true;     ///< also of requests with a single element
    bool simple_tags_only = false;   ///< the caller's attribute is dropped
    bool hints_processor = true;     ///< vcpuHint
    Residual residual = Residual::IfTold;
    bool data_run_is_good = false;      ///< also with CHECK CONDITION
    bool ended_by_reset_fails = false;  ///< aborts and resets of the device become hard errors
    bool reads_scsi_status = true;
    std::uint32_t messages_a_pass = ~0U;
    bool sees_removal = true;  ///< REMOVED messages reach the upper layer
    Ladder ladder = Ladder::Whole;
    bool freezes_queue = false;  ///< from a reset of the ladder to the next completion of any unit
    bool sets_up_after_reset = true;  ///< else the last step of the ladder is a dead end
    bool renews_threshold = true;     ///< after a reset; else it is applied and never agreed on
    bool resets_at_stop = true;

    /// Any habit that shows in a descriptor or an outcome: kept off the fast path.
    bool odd_descriptor() const noexcept {
        return full_cdb_length || !names_direction || simple_tags_only || !hints_processor ||
               sense_bytes != WirePolicy{}.sense_bytes;
    }
    bool odd_outcome() const noexcept {
        return residual != Residual::IfTold || data_run_is_good || ended_by_reset_fails ||
               !reads_scsi_status || sense_bytes < WirePolicy{}.sense_bytes;
    }
};

WirePolicy policy_of(Personality personality) noexcept;
/// `config` with the options that its personality fixes.
AdapterConfig resolved(const AdapterConfig& config) noexcept;

/// The habits of one descriptor, laid over the core's own where that has been written.
void apply_habits(const WirePolicy& policy, const ScsiRequest& request,
                  std::uint8_t* descriptor) noexcept;
/// The habits of one outcome, laid over the core's own.
void apply_habits(const WirePolicy& policy, const protocol::CompletionDescriptor& completion,
                  ScsiRequest& request) noexcept;

}  // namespace pvscsim::driver::detail
