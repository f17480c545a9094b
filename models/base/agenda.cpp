// SPDX-License-Identifier: Apache-2.0
#include "models/base/agenda.h"

namespace pvscsim {

Agenda::Slot Agenda::add(Actor& actor) {
    if (!vacant_.empty()) {
        const Slot slot = vacant_.back();
        vacant_.pop_back();
        actors_[slot] = &actor;
        return slot;
    }
    const auto slot = static_cast<Slot>(actors_.size());
    actors_.push_back(&actor);
    while (leaves_ < actors_.size()) leaves_ *= 2;
    times_.resize(leaves_, SimTime::never());
    tree_.assign(2 * leaves_, 0);
    for (std::size_t i = 0; i < leaves_; ++i) tree_[leaves_ + i] = static_cast<Slot>(i);
    for (std::size_t node = leaves_ - 1; node >= 1; --node) {
        const Slot left = tree_[2 * node];
        const Slot right = tree_[2 * node + 1];
        tree_[node] = times_[right] < times_[left] ? right : left;
    }
    return slot;
}

void Agenda::run_until(SimTime until) {
    while (next_time() <= until && next_time() != SimTime::never()) {
        const Actor::Turn turn = run_next();
        PVS_CHECK(turn == Actor::Turn::Done);
    }
}

}  // namespace pvscsim
