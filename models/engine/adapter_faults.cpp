// SPDX-License-Identifier: Apache-2.0
#include "models/engine/adapter_faults.h"

#include <algorithm>

#include "models/engine/adapter.h"
#include "pvscsim/protocol/commands.h"

namespace pvscsim {

using protocol::Command;
using Work = AdapterTypes::Work;
using WorkKind = AdapterTypes::WorkKind;
using State = AdapterTypes::State;
using protocol::HostStatus;
using protocol::kStatusFailed;
using protocol::kStatusOk;

namespace {

// A spurious interrupt comes when the handler of the true one has looked and left.
constexpr SimTime kSpuriousAfter = SimTime::from_us(5);
constexpr SimTime kDuplicateAfter = SimTime::from_us(20);
constexpr std::uint64_t kSectorBytes = 512;
constexpr std::uint64_t kDamage = 0xa5a5000000000000U;

SimTime length_of(const FaultConfig& fault) {
    return SimTime::from_ns(fault.stall_ns);
}

ScsiResult with_status(std::uint8_t status) {
    ScsiResult result;
    result.status = status;
    return result;
}

ScsiResult with_sense(std::uint8_t key, std::uint8_t asc, std::uint8_t ascq) {
    ScsiResult result = with_status(kStatusCheckCondition);
    result.sense.key = key;
    result.sense.asc = asc;
    result.sense.ascq = ascq;
    return result;
}

}  // namespace

FaultPlace AdapterFaults::place_of(const Request& request) {
    const std::uint64_t sectors = request.plan.transfer_bytes / kSectorBytes;
    const std::uint64_t blocks = request.plan.blocks != 0 ? request.plan.blocks : sectors;
    return {request.descriptor.target, request.plan.lba, std::max<std::uint64_t>(1, blocks)};
}

void AdapterFaults::stall_worker(SimTime until) {
    stalled_until_ = later_of(stalled_until_, until);
    for (SimTime* free : {&adapter_.worker_free_, &adapter_.take_free_, &adapter_.post_free_}) {
        *free = later_of(*free, until);
    }
}

bool AdapterFaults::at_doorbell(SimTime now) {
    const FaultConfig* const fault = plan_.strike(FaultPoint::Doorbell, now);
    if (fault == nullptr) return halted_;
    if (fault->effect == FaultEffect::Delay) {
        adapter_.push(now + length_of(*fault), Work{WorkKind::Kick});
    }
    return true;
}

bool AdapterFaults::at_fetch(SimTime now) {
    const FaultConfig* const fault = plan_.strike(FaultPoint::Descriptor, now);
    damaged_fetch_ = fault != nullptr && fault->effect == FaultEffect::Corrupt;
    if (fault == nullptr || damaged_fetch_) return false;
    adapter_.rings_.refuse_fetch();
    return true;
}

void AdapterFaults::fetched(Request& request, SimTime now) {
    if (damaged_fetch_) {
        request.descriptor.context ^= kDamage;
        ++adapter_.counters_.completions_foreign;
    }
    plan_.reach(FaultStage::Fetched, now);
}

std::optional<BackendJob> AdapterFaults::at_backend(Request& request, BackendJob job,
                                                    SimTime arrival) {
    const FaultPlace place = place_of(request);
    const auto pass = [&](FaultPoint point) {
        const FaultConfig* const fault = plan_.strike(point, arrival, place);
        if (fault == nullptr) return;
        switch (fault->effect) {
            case FaultEffect::Stall:
                job.extra += length_of(*fault);
                break;
            case FaultEffect::Slow:
                job.factor = fault->factor;
                break;
            default:
                if (!request.hung()) request.fault = fault->effect;
        }
    };
    const MediaOp op = request.plan.op;
    pass(op == MediaOp::Read ? FaultPoint::BackendRead : FaultPoint::BackendWrite);
    if (op == MediaOp::Flush) pass(FaultPoint::BackendFlush);
    pass(FaultPoint::Snapshot);
    plan_.reach(FaultStage::Backend, arrival);
    if (request.hung()) return std::nullopt;
    return job;
}

SimTime AdapterFaults::at_copy(SimTime now) {
    const FaultConfig* const fault = plan_.strike(FaultPoint::Dma, now);
    if (fault == nullptr) return SimTime{};
    const SimTime stall = adapter_.clock_.edge(length_of(*fault));
    adapter_.cycles_.dma += adapter_.clock_.cycles(stall);
    return stall;
}

bool AdapterFaults::at_transfer(const Request& request, SimTime now) {
    if (request.plan.op == MediaOp::None || request.plan.transfer_bytes == 0) return false;
    const FaultPoint point =
        request.plan.phase == DataPhase::ToInitiator ? FaultPoint::DmaWrite : FaultPoint::DmaRead;
    return plan_.strike(point, now, place_of(request)) != nullptr;
}

ScsiResult AdapterFaults::execute(Request& request, const ScsiCommand& command,
                                  TransferBuffer& buffer) {
    switch (request.fault) {
        case FaultEffect::MediumError:
            return LogicalUnit::fail(request.plan);
        case FaultEffect::HardwareError:
            return with_sense(0x4, 0x44, 0);  // internal target failure
        case FaultEffect::AbortedCommand:
            return with_sense(0xb, 0x08, 0);  // logical unit communication failure
        case FaultEffect::NotReady:
            return with_sense(0x2, 0x04, 1);  // becoming ready
        case FaultEffect::UnitAttention:
            return with_sense(0x6, 0x2a, 1);  // mode parameters changed
        case FaultEffect::Busy:
            return with_status(kStatusBusy);
        case FaultEffect::TaskSetFull:
            return with_status(kStatusTaskSetFull);
        case FaultEffect::ReservationConflict:
            return with_status(kStatusReservationConflict);
        case FaultEffect::Short:
            return execute_in_part(request, command, buffer);
        case FaultEffect::Corrupt:
            return execute_damaged(request, command, buffer);
        default:
            break;
    }
    ScsiResult result =
        adapter_.targets_[request.descriptor.target].scsi->execute(command, request.plan, buffer);
    if (request.fault == FaultEffect::RecoveredError && result.status == kStatusGood) {
        const std::uint64_t moved_bytes = result.moved_bytes;
        result = with_sense(0x1, 0x17, 0);  // recovered data
        result.moved_bytes = moved_bytes;
    }
    return result;
}

// Half of the data, but at least a sector.
ScsiResult AdapterFaults::execute_in_part(Request& request, const ScsiCommand& command,
                                          TransferBuffer& buffer) {
    ScsiPlan plan = request.plan;
    if (plan.op == MediaOp::Read || plan.op == MediaOp::Write) {
        const std::uint64_t half = plan.transfer_bytes / 2 / kSectorBytes * kSectorBytes;
        plan.transfer_bytes = std::min(plan.transfer_bytes, std::max(half, kSectorBytes));
    }
    return adapter_.targets_[request.descriptor.target].scsi->execute(command, plan, buffer);
}

ScsiResult AdapterFaults::execute_damaged(Request& request, const ScsiCommand& command,
                                          TransferBuffer& buffer) {
    if (request.plan.op != MediaOp::Read) {
        ScsiResult result;  // good, and nothing written
        result.moved_bytes = std::min(request.plan.transfer_bytes, request.descriptor.data_bytes);
        return result;
    }
    const ScsiResult result =
        adapter_.targets_[request.descriptor.target].scsi->execute(command, request.plan, buffer);
    const std::array<std::uint8_t, 16> damage{0xde, 0xad, 0xbe, 0xef};
    if (result.moved_bytes >= damage.size()) buffer.write(0, damage.data(), damage.size());
    return result;
}

bool AdapterFaults::at_post(std::uint32_t id, SimTime now) {
    Request& request = adapter_.requests_[id];
    const FaultConfig* const fault = plan_.strike(FaultPoint::Completion, now, place_of(request));
    if (fault == nullptr) return false;
    if (fault->effect == FaultEffect::Delay) {
        adapter_.push(now + length_of(*fault), Work{WorkKind::Post, id});
        return true;
    }
    Held held{request.completion, request.stamps};
    if (fault->effect == FaultEffect::StaleContext) {
        held.completion.context = last_context_;
        ++adapter_.counters_.completions_foreign;
    }
    if (fault->effect == FaultEffect::Lose) {
        --adapter_.in_flight_;
    } else {
        adapter_.hand_in(held.completion, held.stamps, now);
    }
    if (fault->effect == FaultEffect::Duplicate) publish_foreign(held, now);
    adapter_.release(id);
    return true;
}

// It takes a slot that no request has reserved: what finds no room then waits for it.
void AdapterFaults::publish_foreign(const Held& held, SimTime now) {
    if (halted_ || !adapter_.rings_.installed() || !adapter_.rings_.has_room()) return;
    ++adapter_.counters_.completions_foreign;
    ++adapter_.in_flight_;
    adapter_.publish(held.completion, held.stamps, now);
}

void AdapterFaults::post_late(std::uint32_t epoch, SimTime now) {
    if (epoch != late_epoch_ || late_.empty()) return;
    Held late = late_.front();
    late_.pop_front();
    late.stamps.posted = now;
    publish_foreign(late, now);
}

bool AdapterFaults::at_publish(std::uint64_t context, SimTime now) {
    last_context_ = context;
    if (plan_.strike(FaultPoint::CompletionWrite, now) != nullptr) adapter_.rings_.refuse_post();
    if (plan_.strike(FaultPoint::IndexWrite, now) != nullptr) adapter_.rings_.hide_next_index();
    return plan_.strike(FaultPoint::StatusBit, now) != nullptr;
}

bool AdapterFaults::at_interrupt(std::uint32_t causes, SimTime now) {
    if (halted_) return true;
    const FaultConfig* const fault = plan_.strike(FaultPoint::Interrupt, now);
    if (fault == nullptr) return false;
    const std::uint32_t epoch = adapter_.reset_epoch_;
    switch (fault->effect) {
        case FaultEffect::Spurious:
            adapter_.push(now + kSpuriousAfter, Work{WorkKind::Spurious, 1, epoch});
            return false;
        case FaultEffect::Duplicate:
            adapter_.push(now + kDuplicateAfter, Work{WorkKind::Spurious, 1, epoch});
            return false;
        case FaultEffect::Delay:
            adapter_.push(now + length_of(*fault), Work{WorkKind::Transmit, causes, epoch});
            return true;
        default:
            ++adapter_.counters_.interrupts_lost;
            return true;
    }
}

bool AdapterFaults::at_command(std::uint32_t command, SimTime now, std::uint32_t& status) {
    const auto which = static_cast<Command>(command);
    status = kStatusFailed;
    if (which != Command::AdapterReset && which != Command::SetupRings) return halted_;
    const bool reset = which == Command::AdapterReset;
    const FaultConfig* const fault =
        plan_.strike(reset ? FaultPoint::AdapterReset : FaultPoint::SetupRings, now);
    if (fault == nullptr) return halted_ && !reset;
    if (reset) ++adapter_.counters_.adapter_resets;
    if (fault->effect == FaultEffect::Lose) status = kStatusOk;
    return true;
}

bool AdapterFaults::at_reset(SimTime now, std::uint32_t& status) {
    const FaultConfig* const fault = plan_.strike(FaultPoint::Reset, now);
    if (fault == nullptr) return false;
    status = fault->effect == FaultEffect::Fail ? kStatusFailed : kStatusOk;
    return true;
}

bool AdapterFaults::at_abort(std::uint64_t context, SimTime now, std::uint32_t& status) {
    const FaultConfig* const fault = plan_.strike(FaultPoint::Abort, now);
    if (fault == nullptr) return false;
    status = fault->effect == FaultEffect::Fail ? kStatusFailed : kStatusOk;
    if (fault->effect == FaultEffect::Fail || fault->effect == FaultEffect::Lose) return true;
    for (const std::uint32_t id : adapter_.in_flight_of(-1, -1)) {
        if (adapter_.requests_[id].descriptor.context != context) continue;
        end_aborted(id, *fault, now);
        break;
    }
    return true;
}

// Silently, or so that its completion comes again.
void AdapterFaults::end_aborted(std::uint32_t id, const FaultConfig& fault, SimTime now) {
    Request& request = adapter_.requests_[id];
    if (fault.effect == FaultEffect::Late) {
        adapter_.end_requests(HostStatus::AbortQueue, {id});
        late_.push_back(Held{request.completion, request.stamps});
        adapter_.push(now + length_of(fault), Work{WorkKind::Late, late_epoch_});
        return;
    }
    if (request.plan.in_task_set) adapter_.leave_task_set(request);
    request.state = State::Discarded;
    --adapter_.in_flight_;
    if (request.hung()) adapter_.release(id);
}

}  // namespace pvscsim
