// SPDX-License-Identifier: Apache-2.0
#include "models/backend/tag_order.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/models/backend/backend_harness.h"

namespace pvscsim {
namespace {

TEST(TagOrder, AnOrderedJobWaitsForEarlierOnesAndLaterOnesForIt) {
    BackendHarness harness(hundred_ns(8));
    harness.submit(tagged_job(0, kTagSimple), 0);
    harness.submit(tagged_job(1, kTagSimple), 20);
    harness.submit(tagged_job(2, kTagOrdered), 30);
    harness.submit(tagged_job(3, kTagSimple), 40);
    harness.submit(tagged_job(4, kTagSimple), 50);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{
                  {0, 0, 100}, {1, 20, 120}, {2, 120, 220}, {3, 220, 320}, {4, 220, 320}}));
}

TEST(TagOrder, OrderedJobsGoOneByOne) {
    BackendHarness harness(hundred_ns(8));
    for (std::uint32_t id = 0; id < 3; ++id) harness.submit(tagged_job(id, kTagOrdered), 0);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {1, 100, 200}, {2, 200, 300}}));
}

TEST(TagOrder, AnOrderedJobStartsAtItsArrivalWhenNothingIsBeforeIt) {
    BackendHarness harness(hundred_ns(8));
    harness.submit(tagged_job(0, kTagSimple), 0);
    harness.submit(tagged_job(1, kTagOrdered), 300);
    harness.submit(tagged_job(2, kTagSimple), 310);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {1, 300, 400}, {2, 400, 500}}));
}

TEST(TagOrder, OrdersWithinALogicalUnitOnly) {
    BackendHarness harness(hundred_ns(8));
    harness.submit(tagged_job(0, kTagSimple, 1), 0);
    harness.submit(tagged_job(1, kTagOrdered, 1), 10);
    harness.submit(tagged_job(2, kTagSimple, 2), 20);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {2, 20, 120}, {1, 100, 200}}));
}

TEST(TagOrder, AHeadOfQueueJobGoesBeforeAllThatWaits) {
    BackendHarness harness(hundred_ns(1));
    for (std::uint32_t id = 0; id < 4; ++id) harness.submit(tagged_job(id, kTagSimple), 0);
    harness.submit(tagged_job(4, kTagHeadOfQueue), 50);
    harness.submit(tagged_job(5, kTagHeadOfQueue), 60);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.order(), (std::vector<std::uint32_t>{0, 4, 5, 1, 2, 3}));
}

TEST(TagOrder, AHeadOfQueueJobOvertakesAnOrderedOneThatWaits) {
    BackendConfig config = hundred_ns(8);
    config.write.ns = 500;
    BackendHarness harness(config);
    harness.submit(tagged_job(0, kTagSimple), 0);
    harness.submit(tagged_job(1, kTagOrdered), 10);
    BackendJob head = tagged_job(2, kTagHeadOfQueue);
    head.kind = IoKind::Write;
    harness.submit(head, 20);
    harness.submit(tagged_job(3, kTagOrdered), 30);
    harness.run_until_ns(2000);
    // Job 1 does not wait for what overtook it; job 3 came after the head and does.
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{{0, 0, 100}, {1, 100, 200}, {2, 20, 520}, {3, 520, 620}}));
}

TEST(TagOrder, AnOrderedJobWaitsForAnEarlierHeadOfQueueJob) {
    BackendHarness harness(hundred_ns(8));
    harness.submit(tagged_job(0, kTagHeadOfQueue), 0);
    harness.submit(tagged_job(1, kTagOrdered), 10);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {1, 100, 200}}));
}

/// Random tags against the rules themselves, checked pair by pair on the finished run.
TEST(TagOrder, HoldsForRandomTagsUnderEveryScheduler) {
    for (const SchedulerKind kind :
         {SchedulerKind::Fifo, SchedulerKind::Elevator, SchedulerKind::Deadline}) {
        BackendConfig config = hundred_ns(4);
        config.scheduler = kind;
        config.read.kind = LatencyKind::Uniform;
        config.read.min_ns = 10;
        config.read.max_ns = 300;
        BackendHarness harness(config);
        RandomStream stream(11, "tags");
        constexpr std::uint32_t kJobs = 1500;
        std::vector<BackendJob> jobs;
        std::uint64_t at = 0;
        for (std::uint32_t id = 0; id < kJobs; ++id) {
            constexpr std::uint8_t kTags[] = {kTagSimple,  kTagSimple,      kTagSimple,
                                              kTagOrdered, kTagHeadOfQueue, kTagSimple};
            BackendJob job =
                tagged_job(id, kTags[stream.below(6)], static_cast<std::uint16_t>(stream.below(2)));
            job.lba = stream.below(10000);
            jobs.push_back(job);
            at += stream.below(60);
            if (id % 5 == 0) harness.run_until_ns(at);
            harness.submit(job, at);
        }
        harness.run_until_ns(10000000);
        ASSERT_EQ(harness.log().size(), kJobs);
        std::sort(harness.log().begin(), harness.log().end(),
                  [](const Served& a, const Served& b) { return a.id < b.id; });
        for (std::uint32_t i = 0; i < kJobs; ++i) {
            for (std::uint32_t k = i + 1; k < kJobs; ++k) {
                const bool overtakes = jobs[k].attribute == kTagHeadOfQueue;
                const bool ordered =
                    jobs[i].attribute == kTagOrdered || jobs[k].attribute == kTagOrdered;
                if (jobs[i].lun != jobs[k].lun || overtakes || !ordered) continue;
                ASSERT_LE(harness.log()[i].end_ns, harness.log()[k].start_ns) << i << " " << k;
            }
        }
    }
}

}  // namespace
}  // namespace pvscsim
