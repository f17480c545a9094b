// SPDX-License-Identifier: Apache-2.0
// What completions do beside ending requests: habits of a personality, depth control, steering to
// the submitting processor, polling under load.
#include "pvscsim/driver/detail/status.h"
#include "pvscsim/driver/host_adapter.h"

namespace pvscsim::driver {

namespace reg = protocol::reg;

/// finish() with everything that may be configured; the plain case is there.
void HostAdapter::finish_with_habits(std::uint16_t index, const Completion& completion) noexcept {
    detail::RequestContext& context = contexts_[index];
    ScsiRequest& request = *context.request;
    contexts_.freeze(false);
    detail::set_outcome(request, completion);
    detail::apply_habits(policy_, completion, request);
    if (request.sense_bytes != 0) {
        lists_.read_sense(platform_, index, request.sense.data(), request.sense_bytes);
    }
    if (depth_.active()) learn_depth(context, request);
    const std::uint16_t cpu = context.cpu;
    release(index);
    if (!config_.steer_completions || cpu == platform_.current_cpu()) {
        ++counters_.completed;
        detail::hand_over(mapper_, upper_, request);
        return;
    }
    detail::RequestQueue& queue = steered_.of(cpu);
    const bool first = queue.empty();
    queue.push(request);
    ++counters_.steered;
    if (first) platform_.wake_cpu(cpu);
}

void HostAdapter::take_steered() noexcept {
    detail::RequestQueue& queue = steered_.of(platform_.current_cpu());
    while (ScsiRequest* const request = queue.pop()) {
        ++counters_.completed;
        detail::hand_over(mapper_, upper_, *request);
    }
}

void HostAdapter::end_steered() noexcept {
    for (std::uint32_t cpu = 0; cpu < detail::SteeringQueues::kQueues; ++cpu) {
        while (ScsiRequest* const request = steered_.of(cpu).pop()) {
            ++counters_.completed;
            detail::hand_over(mapper_, upper_, *request);
        }
    }
}

// The request still counts as outstanding at its unit.
void HostAdapter::learn_depth(const detail::RequestContext& context,
                              const ScsiRequest& request) noexcept {
    using Change = detail::DepthController::Change;
    detail::Unit& unit = units_[context.unit];
    const std::int64_t took_ns = platform_.now().count() - context.submitted_ns;
    const Change change = depth_.ended(unit.depth, request, unit.outstanding - 1, took_ns);
    if (change == Change::Raised) ++counters_.depth_raises;
    if (change != Change::Cut) return;
    ++counters_.depth_cuts;
    log(LogCode::DepthCut, request.target, request.lun, request.context, unit.depth.limit);
}

void HostAdapter::begin_polling() noexcept {
    if (polling_ || info_.interrupt_mode == InterruptMode::Polled) return;
    polling_ = true;
    ++counters_.polling_spells;
    log(LogCode::PollingBegun);
    platform_.write_register(reg::kIntrMask, rings_.message_entries != 0
                                                 ? protocol::kIntrMsg0 | protocol::kIntrMsg1
                                                 : 0);
}

// The cause, if it is read as set, is acknowledged before the last look: what comes after it raises
// the interrupt anew. The causes of messages are left to their own interrupt.
void HostAdapter::end_polling() noexcept {
    const std::uint32_t causes =
        platform_.read_register(reg::kIntrStatus) & (protocol::kIntrCmpl0 | protocol::kIntrCmpl1);
    if (causes != 0) platform_.write_register(reg::kIntrStatus, causes);
    if (take_completions(config_.completion_budget) || phase_ != Phase::Running) return;
    polling_ = false;
    log(LogCode::PollingEnded);
    unmask_interrupts();
}

}  // namespace pvscsim::driver
