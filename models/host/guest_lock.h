// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <deque>

#include "models/host/vcpu.h"

namespace pvscsim {

/// The guest's spin lock around the driver: taken in order of arrival. Whoever holds it may run
/// ahead, so a release counts from the holder's own time on.
class GuestLock {
public:
    void acquire(Vcpu& vcpu);
    void release(Vcpu& vcpu);

private:
    bool held_ = false;
    SimTime free_from_{};
    std::deque<Vcpu*> waiting_;  // in order of arrival; the first may only have to wait for time
};

}  // namespace pvscsim
