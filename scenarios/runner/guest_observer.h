// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/sim_time.h"

namespace pvscsim::scenarios {

/// Told of what the script may wait for.
class GuestObserver {
public:
    /// So many of the workload's requests have ended, at the guest's time: returns from how many
    /// on it is to be told again.
    virtual std::uint64_t completed(std::uint64_t count, SimTime at) = 0;
    /// The workload begins: times of the script count from here.
    virtual void workload_begins(SimTime at) = 0;
    /// The guest has nothing more to do. True if the run may end.
    virtual bool guest_idle(SimTime at) = 0;
    /// The guest has ended, well or not, and does nothing more.
    virtual void guest_ended() = 0;

protected:
    ~GuestObserver() = default;
};

}  // namespace pvscsim::scenarios
