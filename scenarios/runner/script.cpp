// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/script.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace pvscsim::scenarios {

Script::Script(Agenda& agenda, const std::vector<ScriptStep>& steps, Act act,
               std::function<void()> out_of_time)
    : agenda_(agenda),
      slot_(agenda.add(*this)),
      act_(std::move(act)),
      out_of_time_(std::move(out_of_time)) {
    for (const ScriptStep& step : steps) {
        pending_.push_back(Pending{step});
        waits_for_count_ = waits_for_count_ || step.after_completed.has_value();
    }
}

void Script::begin(SimTime now, SimTime deadline) {
    deadline_ = deadline;
    for (Pending& pending : pending_) {
        if (pending.step.at_us) pending.due = now + SimTime::from_us(*pending.step.at_us);
    }
    arm();
}

std::uint64_t Script::completed(std::uint64_t count, SimTime now) {
    std::uint64_t next = std::numeric_limits<std::uint64_t>::max();
    if (!waits_for_count_) return next;
    waits_for_count_ = false;
    for (Pending& pending : pending_) {
        if (pending.due != SimTime::never() || !pending.step.after_completed) continue;
        if (count >= *pending.step.after_completed) {
            pending.due = now;
        } else {
            waits_for_count_ = true;
            next = std::min<std::uint64_t>(next, *pending.step.after_completed);
        }
    }
    arm();
    return next;
}

bool Script::over() const {
    for (const Pending& pending : pending_) {
        if (!pending.done && pending.due != SimTime::never()) return false;
    }
    return true;
}

void Script::arm() {
    SimTime next = deadline_;
    for (const Pending& pending : pending_) {
        if (!pending.done) next = earlier_of(next, pending.due);
    }
    agenda_.set(slot_, next);
}

Actor::Turn Script::act(SimTime now) {
    if (now >= deadline_) {
        out_of_time_();
        return Turn::Done;
    }
    for (Pending& pending : pending_) {
        if (pending.done || pending.due > now) continue;
        pending.done = true;
        act_(pending.step, now);
    }
    arm();
    return Turn::Done;
}

}  // namespace pvscsim::scenarios
