// SPDX-License-Identifier: Apache-2.0
#include "models/backend/elevator_scheduler.h"

namespace pvscsim {

QueuedJob ElevatorScheduler::pop(SimTime /*now*/) {
    if (upwards_ ? !jobs_.any_from(position_) : !jobs_.any_below(position_)) upwards_ = !upwards_;
    const QueuedJob next = upwards_ ? jobs_.take_from(position_) : jobs_.take_below(position_);
    position_ = upwards_ ? next.job.lba : next.job.lba + 1;
    return next;
}

}  // namespace pvscsim
