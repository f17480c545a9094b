// SPDX-License-Identifier: Apache-2.0
#include "models/backend/deadline_scheduler.h"

namespace pvscsim {

void DeadlineScheduler::push(const QueuedJob& job) {
    (job.job.kind == IoKind::Read ? reads_ : writes_).jobs.push(job);
}

QueuedJob DeadlineScheduler::pop(SimTime now) {
    QueuedJob next;
    if (batch_left_ != 0 && batch_->jobs.any_from(batch_->position)) {
        --batch_left_;
        next = batch_->jobs.take_from(batch_->position);
    } else {
        next = begin_batch(now);
    }
    batch_->position = next.job.lba;
    return next;
}

DeadlineScheduler::Direction& DeadlineScheduler::choose() {
    if (writes_.jobs.empty()) return reads_;
    if (reads_.jobs.empty() || passed_ >= kWritesPassed) {
        passed_ = 0;
        return writes_;
    }
    ++passed_;
    return reads_;
}

/// Goes on from where the direction was, unless its oldest job is overdue or nothing lies ahead.
QueuedJob DeadlineScheduler::begin_batch(SimTime now) {
    batch_ = &choose();
    batch_left_ = kBatchJobs - 1;
    SortedJobs& jobs = batch_->jobs;
    const bool overdue = jobs.oldest().arrival + batch_->deadline < now;
    return overdue || !jobs.any_from(batch_->position) ? jobs.take_oldest()
                                                       : jobs.take_from(batch_->position);
}

}  // namespace pvscsim
