// SPDX-License-Identifier: Apache-2.0
// Time-outs, aborts and the resets of a unit and of the bus. Each step of the ladder (abort, device
// reset, bus reset, adapter reset) waits for its effect by the timer, never in a loop.
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {

using protocol::Command;
using protocol::HostStatus;

void HostAdapter::arm_timer(std::int64_t deadline_ns) noexcept {
    armed_ns_ = deadline_ns;
    ++counters_.timer_arms;
    platform_.set_timer(std::chrono::nanoseconds(deadline_ns));
}

// What is in the completion ring has ended in time, however late the timer is looked at.
void HostAdapter::handle_timer() noexcept {
    if (in_pass_) return;
    armed_ns_ = detail::TimerWheel::kNever;
    const std::int64_t now_ns = platform_.now().count();
    bool drained = false;
    while (phase_ == Phase::Running) {
        const std::uint16_t index = timers_.pop_expired(now_ns);
        if (index == detail::kNone) break;
        const std::uint32_t id = contexts_[index].id;
        if (!drained && !mutated(Mutant::R40)) drain();
        drained = true;
        if (contexts_.find(id) == detail::kNone) {
            ++counters_.timer_rescues;
            continue;
        }
        if (device_gone()) {
            give_up(LogCode::DeviceGone);
        } else {
            expire(index);
        }
    }
    if (phase_ == Phase::Running && watch_.due_ns != detail::LinkWatch::kIdle &&
        now_ns >= watch_.due_ns) {
        look_at_link(now_ns);
    }
    after_pass();
    if (phase_ != Phase::Running) return;
    std::int64_t next_ns = timers_.next_ns();
    if (watch_.due_ns != detail::LinkWatch::kIdle && watch_.due_ns < next_ns)
        next_ns = watch_.due_ns;
    if (next_ns < armed_ns_) arm_timer(next_ns);
}

void HostAdapter::rearm(std::uint16_t index, std::uint32_t after_ms) noexcept {
    const std::int64_t now_ns = platform_.now().count();
    timers_.remove(index);
    const std::int64_t unit_ns = mutated(Mutant::R43) ? 1'000 : 1'000'000;
    contexts_[index].deadline_ns = now_ns + std::int64_t{after_ms} * unit_ns;
    const std::int64_t wake_ns = timers_.insert(index, contexts_[index].deadline_ns, now_ns);
    if (wake_ns < armed_ns_) arm_timer(wake_ns);
}

// The next step for a request whose time is up. A reset is one for all requests that it is to end:
// they go on together.
void HostAdapter::expire(std::uint16_t index) noexcept {
    detail::RequestContext& context = contexts_[index];
    ScsiRequest& request = *context.request;
    if (policy_.freezes_queue && context.stage >= Stage::Aborting) contexts_.freeze(true);
    switch (context.stage) {
        case Stage::Normal:
        case Stage::AbortWanted:
            ++counters_.timeouts;
            log(LogCode::TimedOut, request);
            upper_.timed_out(request);
            if (policy_.ladder == detail::Ladder::None) break;  // waits for ever
            if (policy_.ladder == detail::Ladder::Whole) return send_abort(index);
            context.stage = Stage::Aborting;
            rearm(index, config_.abort_timeout_ms);
            break;
        case Stage::Aborting: {
            if (mutated(Mutant::R41)) {
                release(index);
                return hand_back(request, Outcome::Aborted, HostStatus::AbortQueue);
            }
            if (mutated(Mutant::O67)) return static_cast<void>(restart_adapter());
            if (policy_.ladder == detail::Ladder::Whole) ++counters_.aborts_failed;
            log(LogCode::AbortFailed, request);
            const std::uint16_t key = detail::UnitTable::key_of(request);
            mark(&key);
            send_device_reset(request.target, request.lun);
            watch_marked(Stage::DeviceReset);
            break;
        }
        case Stage::DeviceReset:
            mark(nullptr);
            send_bus_reset();
            watch_marked(Stage::BusReset);
            break;
        case Stage::BusReset:
            if (mutated(Mutant::R45)) in_pass_ = true;  // and reset_adapter() waits for its end
            if (mutated(Mutant::R45) && !reset_adapter().ok()) return;
            static_cast<void>(restart_adapter());  // failure has ended every request
            break;
    }
}

Result<void> HostAdapter::abort(ScsiRequest& request) noexcept {
    if (abort_held(request)) return {};
    const std::uint64_t id = request.context ^ policy_.context_high;
    const std::uint16_t index = contexts_.find(id);
    if (index == detail::kNone || contexts_[index].request != &request) return Error::NotFound;
    if (contexts_[index].stage != Stage::Normal) return {};
    if (in_pass_) {
        contexts_[index].stage = Stage::AbortWanted;
        aborts_wanted_ = true;
        return {};
    }
    if (!mutated(Mutant::R40)) drain();
    if (contexts_.find(id) != detail::kNone) send_abort(index);
    if (mutated(Mutant::R39)) drain();
    const bool left = contexts_.find(id) != detail::kNone;
    if (mutated(Mutant::R39) && !left) send_device_reset(request.target, request.lun);
    if (mutated(Mutant::R38) && left) {
        release(index);
        hand_back(request, Outcome::Aborted, HostStatus::AbortQueue);
    }
    after_pass();
    return {};
}

// A request that has not reached the ring needs no device to end.
bool HostAdapter::abort_held(ScsiRequest& request) noexcept {
    if (request.context != 0 || phase_ == Phase::Stopped) return false;
    const std::uint16_t record = units_.find(detail::UnitTable::key_of(request));
    const bool found =
        held_.remove(request) || (record != detail::kNone && units_[record].held.remove(request));
    if (found) hand_back(request, Outcome::Aborted, HostStatus::AbortQueue);
    return found;
}

// The doorbell first: the request may still wait in the ring because the device asked for fewer.
void HostAdapter::send_abort(std::uint16_t index) noexcept {
    detail::RequestContext& context = contexts_[index];
    if (!mutated(Mutant::O66)) kick_non_rw();
    context.stage = Stage::Aborting;
    ++counters_.aborts;
    log(LogCode::Aborting, *context.request);
    const std::uint32_t dwords[4] = {context.id,
                                     static_cast<std::uint32_t>(policy_.context_high >> 32),
                                     context.request->target, 0};
    commands_.execute(Command::AbortCmd, dwords);
    rearm(index, config_.abort_timeout_ms);
}

void HostAdapter::send_wanted_aborts() noexcept {
    drain();
    aborts_wanted_ = false;
    for (std::uint16_t index = 0; index < contexts_.capacity(); ++index) {
        if (contexts_[index].stage == Stage::AbortWanted) send_abort(index);
    }
}

std::uint32_t HostAdapter::send_device_reset(std::uint8_t target, std::uint8_t lun) noexcept {
    ++counters_.device_resets;
    log(LogCode::DeviceReset, target, lun, 0, 0);
    kick_non_rw();
    const protocol::LunField field = protocol::lun_field(lun);
    const std::uint32_t dwords[3] = {target, protocol::load_le32(&field[0]),
                                     protocol::load_le32(&field[4])};
    const std::uint32_t status = commands_.execute(Command::ResetDevice, dwords);
    drain();
    return status;
}

void HostAdapter::send_bus_reset() noexcept {
    ++counters_.bus_resets;
    log(LogCode::BusReset);
    kick_non_rw();
    commands_.execute(Command::ResetBus);
    if (!mutated(Mutant::O68)) drain();
}

// Marks the outstanding requests of one unit, or of all if `key` is null.
void HostAdapter::mark(const std::uint16_t* key) noexcept {
    for (std::uint16_t index = 0; index < contexts_.capacity(); ++index) {
        detail::RequestContext& context = contexts_[index];
        context.marked = context.request != nullptr &&
                         (key == nullptr || detail::UnitTable::key_of(*context.request) == *key);
    }
}

// Requests that should have ended and have not: the next step follows if they still do not. True
// if there are any.
bool HostAdapter::watch_marked(Stage stage) noexcept {
    bool any = false;
    for (std::uint16_t index = 0; index < contexts_.capacity(); ++index) {
        detail::RequestContext& context = contexts_[index];
        if (context.request == nullptr || !context.marked) continue;
        context.marked = false;
        context.stage = stage;
        rearm(index, config_.reset_timeout_ms);
        any = true;
    }
    return any;
}

Result<void> HostAdapter::reset_device(std::uint8_t target, std::uint8_t lun) noexcept {
    if (in_pass_) return Error::Busy;
    if (phase_ != Phase::Running) return Error::NotRunning;
    const auto key = static_cast<std::uint16_t>(lun << 8 | target);
    mark(&key);
    const std::uint32_t status = send_device_reset(target, lun);
    const bool left = status == protocol::kStatusOk && watch_marked(Stage::DeviceReset);
    after_pass();
    if (status != protocol::kStatusOk) return Error::DeviceFailed;
    return left && !mutated(Mutant::O69) ? Error::TimedOut : Error::None;
}

Result<void> HostAdapter::reset_bus() noexcept {
    if (in_pass_) return Error::Busy;
    if (phase_ != Phase::Running) return Error::NotRunning;
    mark(nullptr);
    send_bus_reset();
    const bool left = watch_marked(Stage::BusReset);
    after_pass();
    return left ? Error::TimedOut : Error::None;
}

}  // namespace pvscsim::driver
