// SPDX-License-Identifier: Apache-2.0
// The last step of recovery, and the end when that fails or the device is gone.
#include "pvscsim/driver/host_adapter.h"
#include "pvscsim/mutant.h"

namespace pvscsim::driver {

using protocol::Command;
using protocol::HostStatus;

Result<void> HostAdapter::reset_adapter() noexcept {
    if (in_pass_) return Error::Busy;
    if (phase_ != Phase::Running) return Error::NotRunning;
    return restart_adapter();
}

// Submissions wait from the first line on until the rings are there again. What the device posted
// during the reset counts as it ended; the rest ends as Reset. Ring memory is cleared only when
// nothing in it is needed any more.
Result<void> HostAdapter::restart_adapter() noexcept {
    ++counters_.adapter_resets;
    log(LogCode::AdapterReset);
    kick_non_rw();
    if (!mutated(Mutant::O70)) phase_ = Phase::Resetting;
    std::uint32_t status = commands_.execute(Command::AdapterReset);
    if (!policy_.sets_up_after_reset) {
        phase_ = Phase::Running;  // a dead end: nothing is fetched or completed any more
        return Error::TimedOut;
    }
    if (device_gone()) {
        give_up(LogCode::DeviceGone);
        return Error::DeviceFailed;
    }
    drain();
    if (!mutated(Mutant::R37)) take_messages();
    forget_device();
    if (!mutated(Mutant::R47)) end_outstanding(Outcome::Reset, HostStatus::BusReset);
    gather_held();
    forget_requests();
    const auto set_up = [&] {
        return mutated(Mutant::R46) || (status == protocol::kStatusOk && set_up_device(false).ok());
    };
    if (!set_up()) {
        // A device that refuses its rings may have missed the reset, whatever it answered.
        ++counters_.adapter_resets;
        log(LogCode::AdapterReset);
        status = commands_.execute(Command::AdapterReset);
        if (!set_up()) {
            give_up(LogCode::ResetFailed);
            return Error::DeviceFailed;
        }
    }
    if (!mutated(Mutant::R49)) unmask_interrupts();
    phase_ = Phase::Running;
    resume_held();
    return {};
}

void HostAdapter::forget_device() noexcept {
    work_left_ = false;
    aborts_wanted_ = false;
    batch_has_non_rw_ = false;
    polling_ = false;
}

void HostAdapter::end_outstanding(Outcome outcome, HostStatus status) noexcept {
    in_pass_ = true;
    for (std::uint16_t index = 0; index < contexts_.capacity(); ++index) {
        ScsiRequest* const request = contexts_[index].request;
        if (request == nullptr) continue;
        release(index);
        hand_back(*request, outcome, status);
        if (mutated(Mutant::R44)) hand_back(*request, outcome, status);
    }
    in_pass_ = false;
}

// What units held goes in front of what waited for the ring: it is older.
void HostAdapter::gather_held() noexcept {
    for (std::uint16_t record = 0; record < detail::ContextTable::kMax; ++record) {
        held_.prepend(units_[record].held);
    }
}

void HostAdapter::end_held(Outcome outcome, HostStatus status) noexcept {
    gather_held();
    in_pass_ = true;
    while (ScsiRequest* const request = held_.pop()) hand_back(*request, outcome, status);
    in_pass_ = false;
}

// Every request ends, once; the memory stays until stop(), which resets the device before it.
void HostAdapter::give_up(LogCode why) noexcept {
    log(why);
    phase_ = Phase::Stopped;
    disconnect_interrupts();
    forget_device();
    end_outstanding(Outcome::Failed, HostStatus::AdapterHardware);
    end_steered();
    end_held(Outcome::Failed, HostStatus::AdapterHardware);
    timers_.reset(platform_.now().count());
    watch_.due_ns = detail::TimerWheel::kNever;
    arm_timer(detail::TimerWheel::kNever);
}

}  // namespace pvscsim::driver
