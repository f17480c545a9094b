// SPDX-License-Identifier: Apache-2.0
// From the interrupt to UpperLayer::completed().
#include <algorithm>

#include "pvscsim/driver/detail/status.h"
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {

namespace reg = protocol::reg;
namespace state = protocol::rings_state;

// With INTx the cause is acknowledged before the rings are scanned: a completion that arrives after
// the scan then raises the line again. With messages every interrupt means a scan.
bool HostAdapter::handle_interrupt() noexcept {
    if (phase_ != Phase::Running || in_pass_) return false;
    if (mutated(Mutant::O56) && platform_.read_register(reg::kIntrStatus) == 0) return false;
    const bool reads = info_.interrupt_mode == InterruptMode::Intx ||
                       policy_.status_under_messages != detail::StatusUse::Untouched;
    if (reads && !claim_interrupt()) return false;
    ++counters_.interrupts;
    const std::uint32_t before = rings_.cmp_cons;
    take_completions(config_.completion_budget);
    const std::uint32_t taken = rings_.cmp_cons - before;
    if (config_.poll_under_load != 0 && taken >= config_.poll_under_load) begin_polling();
    take_messages();
    if (mutated(Mutant::R31)) {
        platform_.write_register(reg::kIntrStatus, platform_.read_register(reg::kIntrStatus));
    }
    after_pass();
    return true;
}

/// Reads the causes and acknowledges them. False if the interrupt is not the adapter's.
bool HostAdapter::claim_interrupt() noexcept {
    const std::uint32_t causes = platform_.read_register(reg::kIntrStatus);
    if (causes == ~0U && device_gone()) {
        give_up(LogCode::DeviceGone);
        return false;
    }
    // All ones are no causes: nobody answers at the registers. Time-outs find out.
    const bool none = causes == ~0U || (causes & protocol::kIntrAll) == 0;
    const bool gated = info_.interrupt_mode == InterruptMode::Intx ||
                       policy_.status_under_messages == detail::StatusUse::AcknowledgeAndGate;
    if (none && gated && !mutated(Mutant::R33)) {
        ++counters_.interrupts_foreign;
        return false;
    }
    if (mutated(Mutant::R31)) return true;
    platform_.write_register(reg::kIntrStatus, mutated(Mutant::R32) ? ~0U : causes);
    return true;
}

bool HostAdapter::poll(std::uint32_t budget) noexcept {
    if (phase_ != Phase::Running || in_pass_) return false;
    ++counters_.polls;
    const bool completions = take_completions(budget);
    if (polling_ && !completions) end_polling();
    const bool messages = take_messages();
    after_pass();
    return completions || messages;
}

void HostAdapter::drain() noexcept {
    take_completions(rings_.completion_entries);
}

// Ends when a fresh look at the index finds nothing, or after one ring full of entries: a device
// that counts on and on must not keep the processor here.
bool HostAdapter::take_completions(std::uint32_t budget) noexcept {
    std::uint32_t limit = std::min(budget, rings_.completion_entries);
    if (mutated(Mutant::R20)) limit = 1;
    if (mutated(Mutant::O57)) limit = ~0U;
    std::uint32_t taken = 0;
    work_left_ = false;
    while (taken < limit) {
        const std::uint32_t count = take_group(limit - taken);
        if (count == 0) return taken != 0;
        taken += count;
    }
    if (mutated(Mutant::R20)) return taken != 0;
    work_left_ = rings_.state.load_acquire(state::kCmpProdIdx) != rings_.cmp_cons;
    if (work_left_) ++counters_.budget_stops;
    return taken != 0;
}

// Copies a group of descriptors, gives their slots back, then ends their requests: callbacks may
// submit into the room that is already there.
std::uint32_t HostAdapter::take_group(std::uint32_t limit) noexcept {
    std::uint32_t produced = 0;
    if (mutated(Mutant::R19)) {
        rings_.state.read(state::kCmpProdIdx, &produced, 4);
    } else {
        produced = rings_.state.load_acquire(state::kCmpProdIdx);
    }
    if (mutated(Mutant::R04) &&
        (produced <= rings_.cmp_cons ||
         static_cast<std::int32_t>(produced) <= static_cast<std::int32_t>(rings_.cmp_cons))) {
        return 0;
    }
    const std::uint32_t available = produced - rings_.cmp_cons;
    if (available == 0) return 0;
    if (available > rings_.completion_entries) {
        ++counters_.bad_indices;
        log(LogCode::BadIndex, produced);
        return 0;
    }
    const std::uint32_t count = std::min({available, limit, kGroup});
    detail::Rings::sync_entries(rings_.completions, rings_.completion_entries,
                                protocol::completion_layout::kBytes, rings_.cmp_cons, count,
                                [this](DmaRange range) { platform_.sync_for_cpu(range); });
    if (mutated(Mutant::R18)) {
        rings_.state.store_release(state::kCmpConsIdx, rings_.cmp_cons + count);
    }
    rings_.read_completions(
        rings_.cmp_cons, count, group_.data(),
        [this](const Completion& completion) { contexts_.fetch(completion.context); });
    rings_.cmp_cons += count;
    const bool late = mutated(Mutant::O58);
    if (!late) rings_.state.store_release(state::kCmpConsIdx, rings_.cmp_cons);
    ++counters_.completion_passes;
    in_pass_ = true;
    for (std::uint32_t i = 0; i < count; ++i) finish(group_[i]);
    in_pass_ = false;
    if (late) rings_.state.store_release(state::kCmpConsIdx, rings_.cmp_cons);
    return count;
}

inline void HostAdapter::finish(const Completion& completion) noexcept {
    std::uint16_t index = contexts_.find(completion.context ^ policy_.context_high);
    if (mutated(Mutant::R21)) {
        index = static_cast<std::uint16_t>((completion.context - 1) % contexts_.capacity());
    }
    if (index == detail::kNone) {
        ++counters_.stale_contexts;
        log(LogCode::BadContext, 0, 0, completion.context, 0);
        return;
    }
    if (odd_end_) return finish_with_habits(index, completion);
    ScsiRequest& request = *contexts_[index].request;
    detail::set_outcome(request, completion);
    if (request.sense_bytes != 0) {
        lists_.read_sense(platform_, index, request.sense.data(), request.sense_bytes);
    }
    release(index);
    ++counters_.completed;
    detail::hand_over(mapper_, upper_, request);
    if (mutated(Mutant::R42) && request.outcome == Outcome::Aborted) upper_.completed(request);
}

/// Everything that a context holds comes free.
void HostAdapter::release(std::uint16_t index) noexcept {
    detail::RequestContext& context = contexts_[index];
    timers_.remove(index);
    const bool leaks = mutated(Mutant::R30) && context.request->outcome != Outcome::Good;
    if (context.first_page != detail::kNone && !leaks) lists_.release_pages(context.first_page);
    detail::Unit& unit = units_[context.unit];
    --unit.outstanding;
    if (unit.held.empty()) {
        units_.release_if_idle(context.unit);
    } else {
        units_.push_ready(context.unit);
    }
    contexts_.give_back(index);
}

/// Ends a request without a completion of the device.
void HostAdapter::hand_back(ScsiRequest& request, Outcome outcome,
                            protocol::HostStatus status) noexcept {
    request.outcome = outcome;
    request.host_status = static_cast<std::uint16_t>(status);
    request.scsi_status = 0;
    request.residual_bytes = request.data_bytes;
    request.sense_bytes = 0;
    request.context = 0;
    ++counters_.completed;
    detail::hand_over(mapper_, upper_, request);
}

void HostAdapter::after_pass() noexcept {
    if (config_.locks == LockPolicy::Single) resume();
}

void HostAdapter::resume() noexcept {
    if (phase_ != Phase::Running || in_pass_) return;
    if (aborts_wanted_) send_wanted_aborts();
    resume_held();
}

}  // namespace pvscsim::driver
