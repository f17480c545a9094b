// SPDX-License-Identifier: Apache-2.0
#include "models/backend/scheduler.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "models/backend/backend.h"
#include "tests/models/backend/backend_harness.h"

namespace pvscsim {
namespace {

/// A scheduler with jobs numbered in the order in which they are pushed.
class Queue {
public:
    explicit Queue(SchedulerKind kind) {
        BackendConfig config;
        config.scheduler = kind;
        scheduler_ = make_scheduler(config);  // deadlines: reads 500 us, writes 5,000 us
    }
    void push(std::uint64_t lba, IoKind kind = IoKind::Read, std::uint64_t arrival_us = 0) {
        QueuedJob queued;
        queued.job = read_job(next_, lba);
        queued.job.kind = kind;
        queued.arrival = SimTime::from_us(arrival_us);
        queued.sequence = next_++;
        scheduler_->push(queued);
    }
    std::uint64_t pop_lba(std::uint64_t now_us = 1) {
        return scheduler_->pop(SimTime::from_us(now_us)).job.lba;
    }
    std::vector<std::uint64_t> drain(std::uint64_t now_us = 1) {
        std::vector<std::uint64_t> lbas;
        while (scheduler_->size() != 0) lbas.push_back(pop_lba(now_us));
        return lbas;
    }

private:
    std::unique_ptr<Scheduler> scheduler_;
    std::uint32_t next_ = 0;
};

using Lbas = std::vector<std::uint64_t>;

TEST(FifoScheduler, KeepsTheOrderOfArrival) {
    Queue queue(SchedulerKind::Fifo);
    for (const std::uint64_t lba : {50U, 10U, 90U, 10U}) queue.push(lba);
    EXPECT_EQ(queue.drain(), (Lbas{50, 10, 90, 10}));
}

TEST(FifoScheduler, KeepsItsOrderWhileItGrowsAroundItsEnd) {
    Queue queue(SchedulerKind::Fifo);
    for (std::uint64_t lba = 0; lba < 10; ++lba) queue.push(lba);
    for (std::uint64_t lba = 0; lba < 7; ++lba) EXPECT_EQ(queue.pop_lba(), lba);
    for (std::uint64_t lba = 10; lba < 1000; ++lba) queue.push(lba);
    for (std::uint64_t lba = 7; lba < 1000; ++lba) ASSERT_EQ(queue.pop_lba(), lba);
}

TEST(ElevatorScheduler, SweepsUpThenDown) {
    Queue queue(SchedulerKind::Elevator);
    for (const std::uint64_t lba : {50U, 10U, 90U, 30U}) queue.push(lba);
    EXPECT_EQ(queue.pop_lba(), 10U);
    EXPECT_EQ(queue.pop_lba(), 30U);
    queue.push(40);  // ahead of the sweep
    queue.push(20);  // behind it
    queue.push(5);
    EXPECT_EQ(queue.drain(), (Lbas{40, 50, 90, 20, 5}));
    queue.push(7);
    queue.push(3);
    EXPECT_EQ(queue.drain(), (Lbas{3, 7})) << "nothing lay below 5 but 3: the sweep goes on";
}

TEST(ElevatorScheduler, TurnsWhereNothingLiesAhead) {
    Queue queue(SchedulerKind::Elevator);
    queue.push(100);
    EXPECT_EQ(queue.pop_lba(), 100U);
    queue.push(20);
    queue.push(60);
    EXPECT_EQ(queue.drain(), (Lbas{60, 20}));
    queue.push(20);
    EXPECT_EQ(queue.drain(), (Lbas{20}));
}

TEST(DeadlineScheduler, GoesUpByAddressAndStartsAgainAtTheOldest) {
    Queue queue(SchedulerKind::Deadline);
    for (const std::uint64_t lba : {50U, 10U, 90U, 30U}) queue.push(lba);
    EXPECT_EQ(queue.pop_lba(), 10U);
    queue.push(5);
    EXPECT_EQ(queue.drain(), (Lbas{30, 50, 90, 5}));
}

TEST(DeadlineScheduler, ServesAnOverdueJobWhenTheBatchIsOver) {
    Queue queue(SchedulerKind::Deadline);
    queue.push(1000000, IoKind::Read, 0);
    for (std::uint64_t lba = 0; lba < 40; ++lba) queue.push(lba, IoKind::Read, 100);
    // Not overdue at 500 us: two batches go by address.
    for (std::uint64_t lba = 0; lba < 20; ++lba) EXPECT_EQ(queue.pop_lba(500), lba);
    // Overdue from then on, but a batch is 16 jobs long.
    for (std::uint64_t lba = 20; lba < 32; ++lba) EXPECT_EQ(queue.pop_lba(501), lba);
    EXPECT_EQ(queue.pop_lba(501), 1000000U);
}

TEST(DeadlineScheduler, PrefersReadsButPassesWritesTwiceOnly) {
    Queue queue(SchedulerKind::Deadline);
    for (std::uint64_t lba = 0; lba < 64; ++lba) queue.push(lba, IoKind::Read);
    for (std::uint64_t lba = 100; lba < 120; ++lba) queue.push(lba, IoKind::Write);
    for (std::uint64_t lba = 0; lba < 32; ++lba) EXPECT_EQ(queue.pop_lba(), lba);
    for (std::uint64_t lba = 100; lba < 116; ++lba) EXPECT_EQ(queue.pop_lba(), lba);
    EXPECT_EQ(queue.pop_lba(), 32U);
}

TEST(Scheduler, ServesEveryJobOnceWhateverItsKind) {
    for (const SchedulerKind kind :
         {SchedulerKind::Fifo, SchedulerKind::Elevator, SchedulerKind::Deadline}) {
        BackendConfig config = hundred_ns(3);
        config.scheduler = kind;
        BackendHarness harness(config);
        RandomStream stream(9, "jobs");
        for (std::uint32_t id = 0; id < 65536; ++id) {
            BackendJob job = read_job(id, stream.below(5000));
            if (stream.chance({1, 3})) job.kind = IoKind::Write;
            harness.submit(job, id / 100);
        }
        harness.run_until_ns(10000000);
        ASSERT_EQ(harness.log().size(), 65536U);
        std::vector<bool> seen(65536);
        for (const Served& served : harness.log()) {
            EXPECT_FALSE(seen[served.id]);
            seen[served.id] = true;
        }
        EXPECT_EQ(harness.backend().outstanding(), 0U);
        EXPECT_EQ(harness.backend().busy_time(), SimTime::from_ns(6553600));
    }
}

TEST(Scheduler, ChoosesAmongJobsThatHaveArrivedOnly) {
    BackendConfig config = hundred_ns(1);
    config.scheduler = SchedulerKind::Elevator;
    BackendHarness harness(config);
    harness.submit(read_job(0, 500), 0);
    harness.submit(read_job(1, 900), 50);
    harness.submit(read_job(2, 600), 150);  // nearer, but not there at 100
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.order(), (std::vector<std::uint32_t>{0, 1, 2}));
}

}  // namespace
}  // namespace pvscsim
