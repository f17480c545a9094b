// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "models/backend/job_ring.h"
#include "models/backend/scheduler.h"

namespace pvscsim {

/// In order of arrival.
class FifoScheduler final : public Scheduler {
public:
    void archive(Archive& a) override { a(ring_); }
    std::size_t size() const override { return ring_.size(); }
    void push(const QueuedJob& job) override { ring_.push(job); }
    QueuedJob pop(SimTime /*now*/) override { return ring_.pop(); }

private:
    JobRing ring_;
};

}  // namespace pvscsim
