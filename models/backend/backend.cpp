// SPDX-License-Identifier: Apache-2.0
#include "models/backend/backend.h"

#include <algorithm>

namespace pvscsim {

Backend::Backend(Agenda& agenda, const BackendConfig& config, std::uint64_t seed,
                 std::string_view name, BackendSink& sink)
    : agenda_(agenda),
      sink_(sink),
      service_(config, seed, name),
      scheduler_(make_scheduler(config)),
      free_servers_(config.servers),
      slot_(agenda.add(*this)) {}

Actor::Turn Backend::act(SimTime now) {
    while (running_.next_end() <= now) {
        const RunningJob done = running_.pop();
        ++free_servers_;
        --outstanding_;
        ++served_jobs_;
        busy_time_ += done.end - done.start;
        tags_.ended(done.lun, done.sequence);
        // Before the report: what waits goes before what the sink may submit.
        dispatch(now);
        sink_.served(done.id, done.start, done.end);
    }
    agenda_.set(slot_, running_.next_end());
    return Turn::Done;
}

void Backend::dispatch(SimTime now) {
    if (coming_.empty() && heads_.empty() && scheduler_->size() == 0 && tags_.released().empty()) {
        return;
    }
    collect_arrived(now);
    take_released(now);
    const auto waiting = static_cast<std::uint32_t>(heads_.size() + scheduler_->size());
    waiting_max_ = std::max(waiting_max_, waiting);
    while (free_servers_ != 0 && start_next(now)) {
    }
}

/// A job that arrives at this very moment is not yet seen: if submit() were called only now, it
/// would come too late as well.
void Backend::collect_arrived(SimTime now) {
    while (!coming_.empty() && coming_.front().arrival < now) {
        const QueuedJob queued = coming_.pop();
        if (queued.job.attribute == kTagHeadOfQueue) {
            heads_.push(queued);
        } else {
            scheduler_->push(queued);
        }
    }
}

void Backend::take_released(SimTime now) {
    while (!tags_.released().empty()) {
        const QueuedJob queued = tags_.released().pop();
        if (queued.arrival <= now) {
            scheduler_->push(queued);
        } else {
            coming_.insert_by_arrival(queued);
        }
    }
}

bool Backend::start_next(SimTime now) {
    if (!heads_.empty()) {
        start(heads_.pop(), now);
    } else if (scheduler_->size() != 0) {
        start(scheduler_->pop(now), now);
    } else if (!coming_.empty()) {
        const QueuedJob queued = coming_.pop();
        start(queued, queued.arrival);
    } else {
        return false;
    }
    return true;
}

}  // namespace pvscsim
