// SPDX-License-Identifier: Apache-2.0
#include "models/host/guest_lock.h"

namespace pvscsim {

void GuestLock::acquire(Vcpu& vcpu) {
    vcpu.sync();
    while (held_ || free_from_ > vcpu.now()) {
        if (!held_) {
            vcpu.sleep_until(free_from_);
            continue;
        }
        waiting_.push_back(&vcpu);
        vcpu.block();
    }
    held_ = true;
}

void GuestLock::release(Vcpu& vcpu) {
    held_ = false;
    free_from_ = vcpu.now();
    if (waiting_.empty()) return;
    Vcpu* next = waiting_.front();
    waiting_.pop_front();
    next->unblock(free_from_);
}

}  // namespace pvscsim
