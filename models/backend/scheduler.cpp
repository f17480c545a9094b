// SPDX-License-Identifier: Apache-2.0
#include "models/backend/scheduler.h"

#include "models/backend/deadline_scheduler.h"
#include "models/backend/elevator_scheduler.h"
#include "models/backend/fifo_scheduler.h"

namespace pvscsim {

std::unique_ptr<Scheduler> make_scheduler(const BackendConfig& config) {
    switch (config.scheduler) {
        case SchedulerKind::Elevator:
            return std::make_unique<ElevatorScheduler>();
        case SchedulerKind::Deadline:
            return std::make_unique<DeadlineScheduler>(SimTime::from_us(config.read_deadline_us),
                                                       SimTime::from_us(config.write_deadline_us));
        case SchedulerKind::Fifo:
            break;
    }
    return std::make_unique<FifoScheduler>();
}

}  // namespace pvscsim
