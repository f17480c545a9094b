// SPDX-License-Identifier: Apache-2.0
#include "models/backend/backend.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/models/backend/backend_harness.h"

namespace pvscsim {
namespace {

TEST(Backend, ServesAJobAtItsEndAndNotBefore) {
    BackendHarness harness(hundred_ns(1));
    harness.submit(read_job(7), 50);

    harness.run_until_ns(149);
    EXPECT_TRUE(harness.log().empty());
    EXPECT_EQ(harness.backend().outstanding(), 1U);

    harness.run_until_ns(150);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{7, 50, 150}}));
    EXPECT_EQ(harness.backend().outstanding(), 0U);
    EXPECT_EQ(harness.backend().busy_time(), SimTime::from_ns(100));
}

TEST(Backend, ServesAsManyAtOnceAsItHasServers) {
    BackendHarness harness(hundred_ns(2));
    for (std::uint32_t id = 0; id < 5; ++id) harness.submit(read_job(id), 10);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{
                  {0, 10, 110}, {1, 10, 110}, {2, 110, 210}, {3, 110, 210}, {4, 210, 310}}));
    EXPECT_EQ(harness.backend().waiting_max(), 3U);
}

TEST(Backend, TellsWhenAJobInServiceBegan) {
    BackendHarness harness(hundred_ns(2));
    for (std::uint32_t id = 0; id < 3; ++id) harness.submit(read_job(id), 10 + id);
    EXPECT_EQ(harness.backend().start_of(1), SimTime::from_ns(11));
    EXPECT_EQ(harness.backend().start_of(2), SimTime::never());
    harness.run_until_ns(110);
    EXPECT_EQ(harness.backend().start_of(2), SimTime::from_ns(110));
    EXPECT_EQ(harness.backend().start_of(0), SimTime::never());
}

TEST(Backend, ReportsEqualEndsInOrderOfSubmission) {
    BackendConfig config = hundred_ns(64);
    config.write.ns = 90;
    BackendHarness harness(config);
    // Job 100 is submitted first but starts 10 ns later and takes as much longer.
    for (std::uint32_t id = 0; id < 20; ++id) harness.submit(read_job(id), 0);
    BackendJob late = read_job(100);
    late.kind = IoKind::Write;
    harness.submit(late, 10);
    harness.run_until_ns(100);
    std::vector<std::uint32_t> expected;
    for (std::uint32_t id = 0; id < 20; ++id) expected.push_back(id);
    expected.push_back(100);
    EXPECT_EQ(harness.order(), expected);
}

TEST(Backend, StartsAJobThatIsYetToComeWhenItArrives) {
    BackendHarness harness(hundred_ns(1));
    harness.submit(read_job(0), 0);
    harness.submit(read_job(1), 250);  // the server is free by then
    harness.submit(read_job(2), 260);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {1, 250, 350}, {2, 350, 450}}));
}

TEST(Backend, GivesTheSameTimesHoweverEarlyAJobIsAnnounced) {
    for (const SchedulerKind kind :
         {SchedulerKind::Fifo, SchedulerKind::Elevator, SchedulerKind::Deadline}) {
        BackendConfig config = hundred_ns(2);
        config.read.kind = LatencyKind::Uniform;
        config.read.min_ns = 50;
        config.read.max_ns = 200;
        config.scheduler = kind;
        BackendHarness early(config);
        BackendHarness punctual(config);
        RandomStream stream(3, "arrivals");
        std::uint64_t at = 0;
        for (std::uint32_t id = 0; id < 2000; ++id) {
            at += stream.below(120);
            const BackendJob job = read_job(id, stream.below(1000));
            if (id % 8 == 0) early.run_until_ns(at);
            early.submit(job, at);
            punctual.run_until_ns(at);
            punctual.submit(job, at);
        }
        early.run_until_ns(10000000);
        punctual.run_until_ns(10000000);
        EXPECT_EQ(early.log(), punctual.log());
        EXPECT_EQ(early.log().size(), 2000U);
    }
}

TEST(Backend, EndsOnTheEdgesOfItsClock) {
    BackendConfig config = hundred_ns(1);
    config.clock_period_ps = 7000;
    BackendHarness harness(config);
    harness.submit(read_job(0), 1);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 1, 105}}));
}

TEST(Backend, AddsAnInjectedStall) {
    BackendHarness harness(hundred_ns(1));
    BackendJob job = read_job(0);
    job.extra = SimTime::from_ns(900);
    harness.submit(job, 0);
    harness.run_until_ns(2000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 1000}}));
}

TEST(Backend, ServesEachKindInItsOwnTime) {
    BackendConfig config = hundred_ns(8);
    config.write.ns = 200;
    config.flush_ns = 300;
    BackendHarness harness(config);
    std::uint32_t id = 0;
    for (const IoKind kind : {IoKind::Read, IoKind::Write, IoKind::Flush, IoKind::Discard,
                              IoKind::WriteSame, IoKind::Other}) {
        BackendJob job = read_job(id++);
        job.kind = kind;
        harness.submit(job, 0);
    }
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{
                  {5, 0, 0}, {0, 0, 100}, {1, 0, 200}, {3, 0, 200}, {4, 0, 200}, {2, 0, 300}}));
}

TEST(Backend, LimitsBandwidthOverAllServers) {
    BackendConfig config = hundred_ns(16);
    config.bandwidth_mb_per_s = 4096;  // 1 us for 4,096 bytes
    BackendHarness harness(config);
    for (std::uint32_t id = 0; id < 3; ++id) harness.submit(read_job(id), 0);
    BackendJob dataless = read_job(3);
    dataless.data_bytes = 0;
    harness.submit(dataless, 0);
    harness.run_until_ns(10000);
    harness.submit(read_job(4), 10000);  // the link has been idle: nothing is carried over
    harness.run_until_ns(20000);
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{
                  {3, 0, 100}, {0, 0, 1000}, {1, 0, 2000}, {2, 0, 3000}, {4, 10000, 11000}}));
}

TEST(Backend, LetsAMediaUnitServeOneJobAtATime) {
    BackendConfig config = hundred_ns(16);
    config.units = 1;
    BackendHarness harness(config);
    for (std::uint32_t id = 0; id < 3; ++id) harness.submit(read_job(id, id * 1000), 0);
    harness.run_until_ns(1000);
    EXPECT_EQ(harness.log(), (std::vector<Served>{{0, 0, 100}, {1, 0, 200}, {2, 0, 300}}));
}

TEST(Backend, SpreadsNeighbouringStripesOverMediaUnits) {
    BackendConfig config = hundred_ns(16);
    config.units = 16;
    BackendHarness harness(config);
    for (std::uint32_t id = 0; id < 8; ++id) harness.submit(read_job(id, id * 8), 0);
    harness.run_until_ns(200);
    EXPECT_EQ(harness.log().size(), 8U);
    std::uint32_t delayed = 0;
    for (const Served& served : harness.log()) delayed += served.end_ns > 100 ? 1 : 0;
    EXPECT_LE(delayed, 1U);
}

TEST(Backend, IsAMatterOfBytesAndOfTheProcessorWhereStorageIsMemory) {
    BackendConfig config = hundred_ns(1);
    config.kind = BackendKind::Pmem;  // 300 ns, 6,600 and 2,300 bytes a microsecond
    const struct {
        IoKind kind;
        std::uint64_t bytes, ns;
    } cases[] = {{IoKind::Read, 4096, 921},  {IoKind::Write, 4096, 2081}, {IoKind::Read, 0, 300},
                 {IoKind::Flush, 4096, 300}, {IoKind::Other, 4096, 0},    {IoKind::Read, 66, 310}};
    for (const auto& each : cases) {
        BackendHarness harness(config);
        BackendJob job = read_job(7);
        job.kind = each.kind;
        job.data_bytes = each.bytes;
        harness.submit(job, 50);
        harness.run_until_ns(10000);
        EXPECT_EQ(harness.log(), (std::vector<Served>{{7, 50, 50 + each.ns}}));
        const SimTime busy = harness.backend().processor_time(each.kind, each.bytes);
        EXPECT_EQ((busy.ps + 999) / 1000, each.ns);
    }
    BackendHarness local(hundred_ns(1));
    EXPECT_EQ(local.backend().processor_time(IoKind::Read, 4096), SimTime{});
}

BackendConfig behind_a_network() {
    BackendConfig config = hundred_ns(64);
    config.kind = BackendKind::NvmeTcp;
    config.nvme_tcp.rtt_ns = 20000;
    config.nvme_tcp.capsule_ns = 3000;
    config.nvme_tcp.connect_us = 5;
    return config;
}

TEST(Backend, PaysTheWayToADeviceBehindANetworkAndBack) {
    BackendHarness harness(behind_a_network());
    harness.submit(read_job(1), 0);  // waits for the connection
    harness.submit(read_job(2), 0);  // ... and for the capsule before its own
    BackendJob write = read_job(3);
    write.kind = IoKind::Write;
    write.data_bytes = 8192;
    harness.submit(write, 100000);
    write.id = 4;
    write.data_bytes = 8193;  // does not fit its capsule
    harness.submit(write, 200000);
    harness.run_until_ns(1000000);
    EXPECT_EQ(harness.log(),
              (std::vector<Served>{
                  {1, 0, 31100}, {2, 0, 34100}, {3, 100000, 126100}, {4, 200000, 246100}}));
}

TEST(Backend, SendsAgainOrDropsWhatWasOnItsWayWhenTheConnectionIsLost) {
    BackendConfig config = behind_a_network();
    config.nvme_tcp.loss_every_ms = 2;
    config.nvme_tcp.reconnect_ms = 1;
    for (const ConnectionLoss on_loss : {ConnectionLoss::Hold, ConnectionLoss::Fail}) {
        config.nvme_tcp.on_loss = on_loss;
        const bool held = on_loss == ConnectionLoss::Hold;
        BackendHarness harness(config);
        harness.submit(read_job(1), 1973899);  // ends just before the loss
        harness.submit(read_job(2), 1980000);
        harness.submit(read_job(3), 2500000);  // finds no connection
        harness.run_until_ns(5000000);
        std::vector<Served> expected{{1, 1973899, 1999999}, {2, 1980000, 3026100}};
        if (!held) expected[1].end_ns = 2000000;
        expected.push_back({3, 2500000, held ? 3029100U : 3026100U});
        EXPECT_EQ(harness.log(), expected);
        EXPECT_EQ(harness.dropped_ids,
                  held ? std::vector<std::uint32_t>{} : std::vector<std::uint32_t>{2});
    }
}

}  // namespace
}  // namespace pvscsim
