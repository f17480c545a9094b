// SPDX-License-Identifier: Apache-2.0
#include "models/host/guest_lock.h"

namespace pvscsim {

void GuestLock::acquire(Vcpu& vcpu) {
    vcpu.sync();
    waiting_.push_back(&vcpu);
    if (held_ || waiting_.front() != &vcpu) vcpu.block();
    vcpu.sleep_until(free_from_);
    waiting_.pop_front();
    held_ = true;
}

void GuestLock::release(Vcpu& vcpu) {
    held_ = false;
    free_from_ = vcpu.now();
    if (!waiting_.empty()) waiting_.front()->unblock(free_from_);
}

}  // namespace pvscsim
