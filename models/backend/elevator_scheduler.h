// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/backend/scheduler.h"
#include "models/backend/sorted_jobs.h"

namespace pvscsim {

/// By address: sweeps up over all that waits, then down, and so on. A job that arrives ahead of
/// the sweep is still met by it.
class ElevatorScheduler final : public Scheduler {
public:
    void archive(Archive& a) override { a(jobs_, position_, upwards_); }
    std::size_t size() const override { return jobs_.size(); }
    void push(const QueuedJob& job) override { jobs_.push(job); }
    QueuedJob pop(SimTime now) override;

private:
    SortedJobs jobs_;
    std::uint64_t position_ = 0;  // up: next address to look at; down: the one above it
    bool upwards_ = true;
};

}  // namespace pvscsim
