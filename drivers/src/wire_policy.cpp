// SPDX-License-Identifier: Apache-2.0
// The personalities: what each driver is known to do on the wire.
#include "pvscsim/driver/detail/wire_policy.h"

#include <algorithm>

#include "pvscsim/driver/request.h"

namespace pvscsim::driver::detail {
namespace {

using protocol::HostStatus;

WirePolicy linux_policy() noexcept {
    WirePolicy policy;
    policy.targets = TargetQuery::Page;
    policy.renews_threshold = false;
    return policy;
}

WirePolicy freebsd_policy() noexcept {
    WirePolicy policy;
    policy.targets = TargetQuery::Command;
    policy.status_under_messages = StatusUse::AcknowledgeAndGate;
    policy.sense_bytes = 252;
    policy.residual = Residual::Zero;
    policy.freezes_queue = true;
    policy.sets_up_after_reset = false;
    return policy;
}

WirePolicy illumos_policy() noexcept {
    WirePolicy policy;
    policy.targets = TargetQuery::Page;
    policy.probes_message_ring = false;
    policy.status_under_messages = StatusUse::Acknowledge;
    policy.sense_bytes = 20;
    policy.names_direction = false;
    policy.residual = Residual::Difference;
    policy.messages_a_pass = 1;
    policy.ladder = Ladder::WithoutAbort;
    return policy;
}

WirePolicy openbsd_policy() noexcept {
    WirePolicy policy;
    policy.resets_first = false;
    policy.targets = TargetQuery::PageRequired;
    policy.context_high = 0xdeadbeef00000000;
    policy.sense_bytes = 18;
    policy.simple_tags_only = true;
    policy.hints_processor = false;
    policy.residual = Residual::Zero;
    policy.data_run_is_good = true;
    policy.ended_by_reset_fails = true;
    policy.ladder = Ladder::None;
    policy.resets_at_stop = false;
    return policy;
}

WirePolicy seabios_policy() noexcept {
    WirePolicy policy;
    policy.targets = TargetQuery::None;
    policy.always_kicks_rw = true;
    policy.sense_bytes = 0;
    policy.full_cdb_length = true;
    policy.simple_tags_only = true;
    policy.hints_processor = false;
    policy.ended_by_reset_fails = true;
    policy.reads_scsi_status = false;
    policy.ladder = Ladder::None;
    policy.resets_at_stop = false;
    return policy;
}

}  // namespace

WirePolicy policy_of(Personality personality) noexcept {
    switch (personality) {
        case Personality::Native:
            break;
        case Personality::Linux:
            return linux_policy();
        case Personality::FreeBsd:
            return freebsd_policy();
        case Personality::IllumosOld: {
            WirePolicy policy = illumos_policy();
            policy.sees_removal = false;
            return policy;
        }
        case Personality::Illumos:
            return illumos_policy();
        case Personality::OpenBsd:
            return openbsd_policy();
        case Personality::SeaBios:
            return seabios_policy();
    }
    return {};
}

AdapterConfig resolved(const AdapterConfig& config) noexcept {
    AdapterConfig fixed = config;
    if (config.personality == Personality::Native) return fixed;
    const bool uses_threshold =
        config.personality == Personality::Linux || config.personality == Personality::FreeBsd;
    fixed.request_ring_pages = fixed.completion_ring_pages = 8;
    fixed.message_ring_pages = 1;
    fixed.interrupt_mode = InterruptMode::Msix;
    fixed.use_request_call_threshold = uses_threshold;
    fixed.doorbell_batch = 1;
    fixed.locks = LockPolicy::Single;
    fixed.on_full = OnFull::Hold;
    fixed.ring_fill_max_percent = 100;
    switch (config.personality) {
        case Personality::IllumosOld:
            fixed.locks = LockPolicy::Split;
            fixed.on_full = OnFull::Refuse;
            break;
        case Personality::OpenBsd:
            fixed.request_ring_pages = fixed.completion_ring_pages = fixed.message_ring_pages = 2;
            fixed.interrupt_mode = InterruptMode::Msi;
            break;
        case Personality::SeaBios:
            fixed.request_ring_pages = fixed.completion_ring_pages = 1;
            fixed.message_ring_pages = 0;
            fixed.interrupt_mode = InterruptMode::Polled;
            fixed.ring_fill_max_percent = 1;  // one request at a time
            break;
        default:
            break;
    }
    return fixed;
}

void apply_habits(const WirePolicy& policy, const ScsiRequest& request,
                  std::uint8_t* slot) noexcept {
    constexpr std::uint32_t kDirections =
        protocol::kFlagDirNone | protocol::kFlagDirToHost | protocol::kFlagDirToDevice;
    protocol::RequestDescriptor descriptor;
    protocol::decode(slot, descriptor);
    descriptor.sense_bytes = policy.sense_bytes;
    if (policy.sense_bytes == 0) descriptor.sense_addr = 0;
    if (policy.full_cdb_length) descriptor.cdb_bytes = protocol::kCdbBytesMax;
    if (!policy.names_direction && request.element_count == 1) descriptor.flags &= ~kDirections;
    if (policy.simple_tags_only) descriptor.tag = static_cast<std::uint8_t>(TaskAttribute::Simple);
    if (!policy.hints_processor) descriptor.vcpu_hint = 0;
    protocol::encode(descriptor, slot);
}

void apply_habits(const WirePolicy& policy, const protocol::CompletionDescriptor& completion,
                  ScsiRequest& request) noexcept {
    const auto host = static_cast<HostStatus>(completion.host_status);
    const bool data_run = host == HostStatus::DataRun || host == HostStatus::DataUnderrun;
    const std::uint64_t moved = std::min(completion.data_bytes, request.data_bytes);
    if (policy.data_run_is_good && data_run) request.outcome = Outcome::Good;
    if (!policy.reads_scsi_status && host == HostStatus::Success) request.outcome = Outcome::Good;
    if (policy.ended_by_reset_fails &&
        (request.outcome == Outcome::Reset || request.outcome == Outcome::Aborted)) {
        request.outcome = Outcome::Failed;
    }
    if (request.outcome == Outcome::Good) {
        if (policy.residual == Residual::Zero) request.residual_bytes = 0;
        if (policy.residual == Residual::Difference) {
            request.residual_bytes = request.data_bytes - moved;
        }
    }
    if (request.outcome != Outcome::CheckCondition) request.sense_bytes = 0;
    request.sense_bytes = std::min(request.sense_bytes, policy.sense_bytes);
}

}  // namespace pvscsim::driver::detail
