// SPDX-License-Identifier: Apache-2.0
#include "models/backend/shared_backend.h"

#include <gtest/gtest.h>

#include <vector>

#include "models/base/archive.h"
#include "tests/models/backend/backend_harness.h"

namespace pvscsim {
namespace {

/// Who used a shared backend, and what came of it.
class Guests {
public:
    explicit Guests(const BackendConfig& config, std::size_t count = 2)
        : shared(agenda, config, 1, "test"), sinks(count) {
        for (Sink& sink : sinks) shared.tell(shared.add_client(2, 1000), sink);
    }
    void submit(std::uint32_t client, const BackendJob& job, std::uint64_t arrival_ns) {
        shared.submit(client, job, SimTime::from_ns(arrival_ns));
    }
    void run_until_ns(std::uint64_t ns) { agenda.run_until(SimTime::from_ns(ns)); }
    std::vector<Served>& log(std::size_t client) { return sinks[client].log; }
    std::vector<std::uint32_t>& dropped(std::size_t client) { return sinks[client].dropped_ids; }

private:
    struct Sink final : BackendSink {
        void served(std::uint32_t id, SimTime start, SimTime end) override {
            log.push_back({id, start.ns(), end.ns()});
        }
        void dropped(std::uint32_t id) override { dropped_ids.push_back(id); }
        std::vector<Served> log;
        std::vector<std::uint32_t> dropped_ids;
    };

public:
    Agenda agenda;
    SharedBackend shared;

private:
    std::vector<Sink> sinks;
};

TEST(SharedBackend, HasOneQueueForAllInOrderOfArrivalHoweverEarlyAJobIsAnnounced) {
    Guests guests(hundred_ns(1));
    guests.submit(0, read_job(7), 30);  // announced first, arrives last
    guests.submit(1, read_job(7), 10);
    guests.submit(1, read_job(8), 20);
    guests.run_until_ns(1000);
    EXPECT_EQ(guests.log(1), (std::vector<Served>{{7, 10, 110}, {8, 110, 210}}));
    EXPECT_EQ(guests.log(0), (std::vector<Served>{{7, 210, 310}}));
    EXPECT_EQ(guests.shared.waiting_max(), 2U);
    EXPECT_EQ(guests.shared.share(0).requests, 1U);
    EXPECT_EQ(guests.shared.share(0).waited, SimTime::from_ns(180));
    EXPECT_EQ(guests.shared.share(1).service, SimTime::from_ns(200));
    EXPECT_EQ(guests.shared.span(), SimTime::from_ns(300));
}

TEST(SharedBackend, TakesClientsInOrderAtOneTime) {
    Guests guests(hundred_ns(1));
    guests.submit(1, read_job(1), 10);
    guests.submit(0, read_job(2), 10);
    guests.run_until_ns(1000);
    EXPECT_EQ(guests.log(0), (std::vector<Served>{{2, 10, 110}}));
    EXPECT_EQ(guests.log(1), (std::vector<Served>{{1, 110, 210}}));
}

TEST(SharedBackend, HasOneLinkForAll) {
    BackendConfig config = hundred_ns(8);
    config.bandwidth_mb_per_s = 4096;  // 1,000 ns for 4,096 bytes
    Guests guests(config);
    guests.submit(0, read_job(1), 0);
    guests.submit(1, read_job(2), 1);
    guests.run_until_ns(5000);
    EXPECT_EQ(guests.log(0), (std::vector<Served>{{1, 0, 1000}}));
    EXPECT_EQ(guests.log(1), (std::vector<Served>{{2, 1, 2000}}));
}

TEST(SharedBackend, PutsClientsOneBehindTheOther) {
    BackendConfig config = hundred_ns(1);
    config.scheduler = SchedulerKind::Elevator;
    Guests guests(config);
    guests.submit(0, read_job(0), 0);      // holds the server
    guests.submit(1, read_job(1, 10), 1);  // lies at 1,010
    guests.submit(0, read_job(2, 600), 2);
    guests.submit(0, read_job(3, 20), 3);
    guests.run_until_ns(1000);
    EXPECT_EQ(guests.log(0), (std::vector<Served>{{0, 0, 100}, {3, 100, 200}, {2, 200, 300}}));
    EXPECT_EQ(guests.log(1), (std::vector<Served>{{1, 300, 400}}));
}

TEST(SharedBackend, OrdersTheTagsOfOneUnitAndNotOfAnothersUnit) {
    Guests guests(hundred_ns(4));
    guests.submit(0, tagged_job(1, kTagSimple, 1), 0);
    guests.submit(0, tagged_job(2, kTagOrdered, 1), 1);
    guests.submit(1, tagged_job(3, kTagSimple, 1), 2);
    guests.submit(1, tagged_job(4, kTagSimple, 0), 3);
    guests.run_until_ns(1000);
    EXPECT_EQ(guests.log(0), (std::vector<Served>{{1, 0, 100}, {2, 100, 200}}));
    EXPECT_EQ(guests.log(1), (std::vector<Served>{{3, 2, 102}, {4, 3, 103}}));
}

TEST(SharedBackend, TellsEachClientOfItsOwnJobsAlone) {
    Guests guests(hundred_ns(1));
    guests.submit(0, read_job(5), 0);
    guests.submit(1, read_job(5), 0);
    guests.run_until_ns(50);
    EXPECT_EQ(guests.shared.start_of(0, 5), SimTime{});
    EXPECT_EQ(guests.shared.start_of(1, 5), SimTime::never());
    EXPECT_EQ(guests.shared.outstanding(0), 1U);
    guests.run_until_ns(100);
    EXPECT_EQ(guests.shared.outstanding(0), 0U);
    EXPECT_EQ(guests.shared.outstanding(1), 1U);
    EXPECT_EQ(guests.shared.start_of(1, 5), SimTime::from_ns(100));
}

TEST(SharedBackend, TellsTheOwnerOfAJobThatAConnectionLost) {
    BackendConfig config = hundred_ns(4);
    config.kind = BackendKind::NvmeTcp;
    config.nvme_tcp.loss_every_ms = 2;
    config.nvme_tcp.reconnect_ms = 1;
    config.nvme_tcp.on_loss = ConnectionLoss::Fail;
    Guests guests(config);
    guests.submit(1, read_job(9), 1'999'990);
    guests.run_until_ns(10'000'000);
    EXPECT_TRUE(guests.dropped(0).empty());
    EXPECT_EQ(guests.dropped(1), (std::vector<std::uint32_t>{9}));
}

TEST(SharedBackend, GoesOnAfterItWasSavedAndMadeAnewAtAnyMoment) {
    BackendConfig config = hundred_ns(2);
    config.read.kind = LatencyKind::Uniform;
    config.read.min_ns = 50;
    config.read.max_ns = 200;
    config.scheduler = SchedulerKind::Deadline;
    config.bandwidth_mb_per_s = 8000;
    const auto outcome = [&config](std::uint64_t moment_ns) {
        Guests guests(config);
        for (std::uint32_t id = 0; id < 40; ++id) {
            guests.submit(id % 2, read_job(id, id * 37 % 1000), std::uint64_t{id} * 40);
        }
        if (moment_ns != 0) {
            guests.run_until_ns(moment_ns);
            Archive saved;
            guests.shared.archive(saved);
            guests.shared.renew();
            EXPECT_EQ(guests.shared.outstanding(0), 0U);
            Archive again(saved.take_bytes());
            guests.shared.archive(again);
            EXPECT_TRUE(again.at_end());
        }
        guests.run_until_ns(100'000);
        std::vector<Served> all = guests.log(0);
        all.insert(all.end(), guests.log(1).begin(), guests.log(1).end());
        all.push_back({guests.shared.waiting_max(), guests.shared.share(0).waited.ns(),
                       guests.shared.span().ns()});
        return all;
    };
    const std::vector<Served> undisturbed = outcome(0);
    EXPECT_EQ(undisturbed.size(), 41U);
    for (std::uint64_t moment_ns = 10; moment_ns < 4000; moment_ns += 130) {
        EXPECT_EQ(outcome(moment_ns), undisturbed) << moment_ns;
    }
}

}  // namespace
}  // namespace pvscsim
