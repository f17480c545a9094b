// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "models/backend/backend_job.h"
#include "models/base/archive.h"

namespace pvscsim {

/// First in, first out. Doubles when full, so that a run allocates while it warms up only.
class JobRing {
public:
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(slots_, mask_, head_, tail_); }
    bool empty() const { return head_ == tail_; }
    std::size_t size() const { return tail_ - head_; }
    const QueuedJob& front() const { return slots_[head_ & mask_]; }

    void push(const QueuedJob& job) {
        if (size() == slots_.size()) grow();
        slots_[tail_++ & mask_] = job;
    }
    QueuedJob pop() { return slots_[head_++ & mask_]; }

    /// Puts `job` behind the last one that arrived no later: for jobs that come out of turn.
    void insert_by_arrival(const QueuedJob& job) {
        push(job);
        for (std::size_t i = tail_ - 1; i != head_; --i) {
            QueuedJob& before = slots_[(i - 1) & mask_];
            if (before.arrival <= job.arrival) break;
            slots_[i & mask_] = before;
            before = job;
        }
    }

private:
    void grow() {
        std::vector<QueuedJob> larger(slots_.empty() ? 16 : 2 * slots_.size());
        for (std::size_t i = 0; i < size(); ++i) larger[i] = slots_[(head_ + i) & mask_];
        tail_ = size();
        head_ = 0;
        slots_ = std::move(larger);
        mask_ = slots_.size() - 1;
    }

    std::vector<QueuedJob> slots_;
    std::size_t mask_ = 0;
    std::size_t head_ = 0;  // head_ and tail_ run freely and are masked on use
    std::size_t tail_ = 0;
};

}  // namespace pvscsim
