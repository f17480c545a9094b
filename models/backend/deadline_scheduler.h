// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

#include "models/backend/scheduler.h"
#include "models/backend/sorted_jobs.h"

namespace pvscsim {

/// By address upwards in batches of one direction, so that the medium moves little, but never for
/// long past a job whose deadline is over; reads go before writes, but writes do not starve.
/// All that is not a read counts as a write.
class DeadlineScheduler final : public Scheduler {
public:
    static constexpr std::uint32_t kBatchJobs = 16;    ///< before another choice is made
    static constexpr std::uint32_t kWritesPassed = 2;  ///< batches of reads while writes wait

    DeadlineScheduler(SimTime read_deadline, SimTime write_deadline)
        : reads_{{}, read_deadline}, writes_{{}, write_deadline} {}

    void archive(Archive& a) override {
        bool reads = batch_ == &reads_;
        a(reads_.jobs, reads_.position, writes_.jobs, writes_.position, reads, batch_left_,
          passed_);
        batch_ = reads ? &reads_ : &writes_;
    }
    std::size_t size() const override { return reads_.jobs.size() + writes_.jobs.size(); }
    void push(const QueuedJob& job) override;
    QueuedJob pop(SimTime now) override;

private:
    struct Direction {
        SortedJobs jobs;
        SimTime deadline;            // from arrival to when it should start
        std::uint64_t position = 0;  // the last start's address
    };

    Direction& choose();
    QueuedJob begin_batch(SimTime now);

    Direction reads_;
    Direction writes_;
    Direction* batch_ = &reads_;  // the direction being served
    std::uint32_t batch_left_ = 0;
    std::uint32_t passed_ = 0;  // batches of reads since writes began to wait
};

}  // namespace pvscsim
