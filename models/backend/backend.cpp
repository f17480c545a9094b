// SPDX-License-Identifier: Apache-2.0
#include "models/backend/backend.h"

#include <algorithm>

namespace pvscsim {

Backend::Backend(JobsInService& in_service, const BackendConfig& config, std::uint64_t seed,
                 std::string_view name, BackendSink& sink)
    : in_service_(in_service),
      sink_(sink),
      rank_(in_service.join(*this, sink, config.servers, ServiceClock::usual_span(config))),
      free_servers_(config.servers),
      service_(config, seed, name, sink),
      scheduler_(make_scheduler(config)) {}

/// A job with a place in the order of its logical unit: it may have to wait for others, or pass.
[[gnu::noinline]] void Backend::submit_restricted(BackendJob job, SimTime arrival,
                                                  std::uint64_t sequence) {
    if (!tags_.admit_restricted({job, arrival, sequence})) return;
    if (free_servers_ != 0) {
        start(job, arrival, sequence);
    } else {
        enqueue(job, arrival, sequence);
    }
}

[[gnu::noinline]] void Backend::enqueue(BackendJob job, SimTime arrival, std::uint64_t sequence) {
    ++waiting_;
    coming_.push({job, arrival, sequence});
}

// What waits goes before what the sink may submit. Out of line, so that an end for which nobody
// waits saves no registers.
[[gnu::noinline]] void Backend::dispatch_and_report(std::uint32_t id, SimTime start, SimTime end) {
    dispatch(end);
    sink_.served(id, start, end);
}

void Backend::dispatch(SimTime now) {
    collect_arrived(now);
    take_released(now);
    const auto arrived = static_cast<std::uint32_t>(heads_.size() + scheduler_->size());
    waiting_max_ = std::max(waiting_max_, arrived);
    while (free_servers_ != 0 && waiting_ != 0) start_next(now);
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
        ++waiting_;
        if (queued.arrival <= now) {
            scheduler_->push(queued);
        } else {
            coming_.insert_by_arrival(queued);
        }
    }
}

void Backend::start_next(SimTime now) {
    --waiting_;
    if (!heads_.empty()) {
        const QueuedJob queued = heads_.pop();
        start(queued.job, now, queued.sequence);
    } else if (scheduler_->size() != 0) {
        const QueuedJob queued = scheduler_->pop(now);
        start(queued.job, now, queued.sequence);
    } else {
        const QueuedJob queued = coming_.pop();
        start(queued.job, queued.arrival, queued.sequence);
    }
}

}  // namespace pvscsim
