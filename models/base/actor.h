// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

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
    /// precedes `now` has happened. Sets its slot again if more is to come, never before `now`; or
    /// asks whether its turn goes on until then.
    virtual Turn act(SimTime now) = 0;

protected:
    ~Actor() = default;
};

}  // namespace pvscsim
