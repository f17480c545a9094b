// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/base/actor.h"
#include "models/base/check.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// What happens next among all components of one simulation: one slot an actor, ordered by
/// (time, rank), where an actor's rank is the order of its registration. Ties are therefore
/// broken by what a component is, never by who came first. Pure C++; the Conductor connects it to
/// the SystemC kernel.
///
/// A tournament of fours, whose last round three actors that act often enter at once: what they do
/// costs three comparisons, however many others there are.
class Agenda {
public:
    using Slot = std::uint32_t;
    enum class Pace : std::uint8_t { Seldom, Often };

    /// Registers `actor`, which must outlive the agenda's use. Lower slots act first at a tie.
    Slot add(Actor& actor, Pace pace = Pace::Seldom);
    /// The next actor to be added takes over `slot`, of one that is no more; what is due for it
    /// stays due.
    void hand_over(Slot slot) { vacant_ = slot; }

    void set(Slot slot, SimTime when) {
        if (slot == acting_) {
            own_ = when;
            return;
        }
        const std::uint32_t leaf = places_[slot].leaf;
        const WideProduct due = order_key(when, slot);
        const WideProduct before = std::exchange(keys_[leaf], due);
        if (due < before) {
            rise(leaf);
        } else {
            sink(leaf, before);
        }
    }
    /// Moves the slot forward to `when` unless it is due earlier already.
    void set_earlier(Slot slot, SimTime when) {
        if (slot == acting_) {
            own_ = earlier_of(own_, when);
            return;
        }
        const std::uint32_t leaf = places_[slot].leaf;
        if (when >= time_of(keys_[leaf])) return;
        keys_[leaf] = order_key(when, slot);
        rise(leaf);
    }
    void clear(Slot slot) { set(slot, SimTime::never()); }

    /// From now on nobody's turn begins or goes on at `bound`, an order_key(), or later.
    void run_below(WideProduct bound) { bound_ = bound; }
    /// True if someone's turn is to begin.
    bool due() const { return first_ < bound_; }

    /// Clears the next slot and lets its actor, who is due, act, and again as long as it is the
    /// next one. Until that returns, the order holds for other slots only: what the actor sets for
    /// itself is settled at the end, once.
    Actor::Turn run_next() {
        const Slot slot = next_slot();
        const Place place = places_[slot];
        SimTime now = next_time();
        keys_[place.leaf] = order_key(SimTime::never(), slot);
        // It was first all the way up.
        for (std::uint32_t node = place.leaf; node > kFan;) {
            node = parent_of(node);
            keys_[node] = first_below(node);
        }
        first_ = first_below(0);
        acting_ = slot;
        for (;;) {
            own_ = SimTime::never();
            begin(now);
            const Actor::Turn turn = place.actor->act(now);
            now = own_;
            if (turn == Actor::Turn::Done && is_first(now)) continue;
            acting_ = kNobody;
            const std::uint32_t leaf = places_[slot].leaf;  // which may have moved
            keys_[leaf] = order_key(now, slot);
            rise(leaf);
            return turn;
        }
    }

    /// Whether the turn is that of `slot`.
    bool acts(Slot slot) const { return slot == acting_; }
    /// For the one that acts, when all is done that is due now and `next` is when more is. True:
    /// its turn goes on, and `next` has begun. False: it has to end its turn; its slot is set.
    bool goes_on(SimTime next) {
        if (is_first(next)) {
            begin(next);
            return true;
        }
        own_ = next;
        return false;
    }

    /// The time of what is being executed; never runs backwards.
    const SimTime& now() const { return now_; }
    /// Something else is executed from now on.
    void begin(SimTime next) {
        PVS_CHECK(next >= now_);
        now_ = next;
        ++steps_;
    }
    /// The turn of somebody who precedes all others goes on until `at`.
    void reach(SimTime at) { now_ = at; }
    /// How many times something was begun, in turns or by those that went on.
    std::uint64_t steps() const { return steps_; }

    Slot next_slot() const { return static_cast<Slot>(first_); }
    SimTime next_time() const { return time_of(first_); }

    /// True if some other actor is to act before (`when`, `slot`): then whoever owns `slot` must
    /// not go on to `when` yet.
    bool precedes(SimTime when, Slot slot) const { return first_ < order_key(when, slot); }

    /// Runs every actor due up to and including `until`, for tests and tools without a kernel.
    /// Actors that hand over to a thread cannot be run this way.
    void run_until(SimTime until);

private:
    static constexpr std::uint32_t kFan = 4;
    static constexpr Slot kNobody = ~Slot{0};
    static constexpr WideProduct kNone = order_key(SimTime::never(), kNobody);

    static constexpr SimTime time_of(WideProduct key) {
        return SimTime{static_cast<std::uint64_t>(key >> 64)};
    }
    /// What is due at a leaf is due earlier than before.
    void rise(std::uint32_t leaf) {
        const WideProduct key = keys_[leaf];
        for (std::uint32_t node = leaf; node > kFan;) {
            node = parent_of(node);
            if (keys_[node] <= key) return;
            keys_[node] = key;
        }
        first_ = first_of(first_, key);
    }
    /// What is due at a leaf is due later than `before`: where that was first, another may be.
    void sink(std::uint32_t leaf, WideProduct before) {
        for (std::uint32_t node = leaf; node > kFan;) {
            node = parent_of(node);
            if (keys_[node] != before) return;
            keys_[node] = first_below(node);
        }
        if (first_ == before) first_ = first_below(0);
    }
    static std::uint32_t parent_of(std::uint32_t node) { return (node - 1) / kFan; }
    /// The first of a node's four.
    WideProduct first_below(std::uint32_t node) const {
        const WideProduct* const four = &keys_[kFan * node + 1];
        const WideProduct left = first_of(four[0], four[1]);
        const WideProduct right = first_of(four[2], four[3]);
        return first_of(left, right);
    }
    static WideProduct first_of(WideProduct a, WideProduct b) { return b < a ? b : a; }
    /// Whether the acting one precedes all others, and the bound, at `when`.
    bool is_first(SimTime when) const {
        const SimTime end = earlier_of(next_time(), time_of(bound_));
        if (when != end) return when < end;
        const WideProduct key = order_key(when, acting_);
        return key < first_ && key < bound_;
    }
    void widen();

    struct Place {
        Actor* actor;
        std::uint32_t leaf;  // a node
    };

    // By node: 0 is the root, whose key is `first_`, the children of n are 4n + 1 to 4n + 4. Of the
    // root's, the first three are for those that act often, the others have leaves at one depth
    // below the fourth. A key has time and slot.
    std::vector<WideProduct> keys_{std::vector<WideProduct>(kFan + 1, kNone)};
    WideProduct first_ = kNone;
    SimTime now_{};
    std::uint64_t steps_ = 0;
    Slot acting_ = kNobody;
    SimTime own_ = SimTime::never();  // what the acting one has set for itself
    WideProduct bound_ = 0;
    std::vector<Place> places_;          // by slot
    Slot vacant_ = kNobody;              // to be taken over
    std::uint32_t next_often_ = 1;       // leaf that is given out next
    std::uint32_t next_seldom_ = kFan;   // likewise
    std::uint32_t first_seldom_ = kFan;  // of the leaves at that depth
};

}  // namespace pvscsim
