// SPDX-License-Identifier: Apache-2.0
#include "models/base/agenda.h"

namespace pvscsim {

Agenda::Slot Agenda::add(Actor& actor, Pace pace) {
    if (vacant_ != kNobody) {
        places_[vacant_].actor = &actor;
        return std::exchange(vacant_, kNobody);
    }
    const auto slot = static_cast<Slot>(places_.size());
    const bool often = pace == Pace::Often && next_often_ < kFan;
    if (!often && next_seldom_ == keys_.size()) widen();
    places_.push_back(Place{&actor, often ? next_often_++ : next_seldom_++});
    keys_[places_[slot].leaf] = order_key(SimTime::never(), slot);
    return slot;
}

// The leaves move one level down.
void Agenda::widen() {
    const std::uint32_t first = kFan * first_seldom_ + 1;
    keys_.resize(kFan * keys_.size() + 1, kNone);
    for (std::uint32_t node = next_seldom_; node-- > first_seldom_;) {
        keys_[first + (node - first_seldom_)] = keys_[node];
    }
    for (Place& place : places_) {
        if (place.leaf >= kFan) place.leaf = first + (place.leaf - first_seldom_);
    }
    next_seldom_ = first + (next_seldom_ - first_seldom_);
    first_seldom_ = first;
    for (auto node = static_cast<std::uint32_t>(keys_.size() / kFan); node-- > kFan;) {
        keys_[node] = first_below(node);
    }
}

void Agenda::run_until(SimTime until) {
    const SimTime horizon = until == SimTime::never() ? until : SimTime{until.ps + 1};
    run_below(order_key(horizon, 0));
    while (due()) {
        const Actor::Turn turn = run_next();
        PVS_CHECK(turn == Actor::Turn::Done);
    }
}

}  // namespace pvscsim
