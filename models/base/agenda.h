// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/check.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// A component that does something at times of its own choice. It keeps its pending work in its
/// own order and holds one slot of the Agenda, set to the earliest of it.
class Actor {
public:
    /// What becomes of the turn: `Done` gives it back at once; `HandedOver` means that a thread
    /// was woken, which goes on from here and drives the agenda itself.
    enum class Turn : std::uint8_t { Done, HandedOver };

    /// Called when the actor's slot is the earliest; the slot has been cleared. Everything that
    /// precedes `now` has happened. Sets its slot again if more is to come, never before `now`.
    virtual Turn act(SimTime now) = 0;

protected:
    ~Actor() = default;
};

/// What happens next among all components of one simulation: one slot an actor, ordered by
/// (time, rank), where an actor's rank is the order of its registration. Ties are therefore
/// broken by what a component is, never by who came first. Pure C++; the Conductor connects it to
/// the SystemC kernel.
///
/// A tournament tree: setting a slot costs log2(actors) comparisons and no memory.
class Agenda {
public:
    using Slot = std::uint32_t;

    /// Registers `actor`, which must outlive the agenda's use. Lower slots act first at a tie.
    Slot add(Actor& actor);
    /// The next actors to be added take over `slots`, in that order, of actors that are no more;
    /// what is due for a slot stays due.
    void hand_over(const std::vector<Slot>& slots) { vacant_.assign(slots.rbegin(), slots.rend()); }

    void set(Slot slot, SimTime when) {
        times_[slot] = when;
        if (slot != acting_) replay(slot);
    }
    /// Moves the slot forward to `when` unless it is due earlier already.
    void set_earlier(Slot slot, SimTime when) {
        if (when < times_[slot]) set(slot, when);
    }
    void clear(Slot slot) { set(slot, SimTime::never()); }

    /// Clears the next slot and lets its actor act. Until that returns, the order holds for other
    /// slots only: what the actor sets for itself is settled at the end, once.
    Actor::Turn run_next() {
        const Slot slot = tree_[1];
        const SimTime now = times_[slot];
        times_[slot] = SimTime::never();
        acting_ = slot;
        const Actor::Turn turn = actors_[slot]->act(now);
        acting_ = kNobody;
        replay(slot);
        return turn;
    }

    Slot next_slot() const { return tree_[1]; }
    SimTime next_time() const { return times_[tree_[1]]; }
    Actor& actor(Slot slot) const { return *actors_[slot]; }

    /// True if some other actor is to act before (`when`, `slot`): then whoever owns `slot` must
    /// not go on to `when` yet.
    bool precedes(SimTime when, Slot slot) const {
        const Slot first = tree_[1];
        return order_key(times_[first], first) < order_key(when, slot);
    }

    /// Runs every actor due up to and including `until`, for tests and tools without a kernel.
    /// Actors that hand over to a thread cannot be run this way.
    void run_until(SimTime until);

private:
    void replay(Slot slot) {
        const SimTime* const times = times_.data();
        Slot* const tree = tree_.data();
        Slot winner = slot;
        SimTime when = times[slot];
        for (std::size_t node = leaves_ + slot; node > 1;) {
            const Slot rival = tree[node ^ 1];
            const SimTime rival_when = times[rival];
            const bool beaten = order_key(rival_when, rival) < order_key(when, winner);
            winner = beaten ? rival : winner;
            when = beaten ? rival_when : when;
            node /= 2;
            // Won by another before and after: nothing changes above.
            if (tree[node] == winner && winner != slot) return;
            tree[node] = winner;
        }
    }
    static constexpr Slot kNobody = ~Slot{0};

    std::vector<SimTime> times_;  // padded to `leaves_` with "never"
    std::vector<Actor*> actors_;
    std::vector<Slot> vacant_;      // the last one is taken over first
    std::vector<Slot> tree_{0, 0};  // tree_[1] is the winner; leaves from `leaves_` on
    std::size_t leaves_ = 1;
    Slot acting_ = kNobody;
};

}  // namespace pvscsim
