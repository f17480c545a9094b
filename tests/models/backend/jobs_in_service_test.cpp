// SPDX-License-Identifier: Apache-2.0
#include "models/backend/jobs_in_service.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "models/backend/backend.h"
#include "models/base/random.h"
#include "tests/models/backend/backend_harness.h"

namespace pvscsim {
namespace {

/// Several backends behind one actor. Notes who ended what, and when.
class Shelf final : public Actor {
public:
    struct End {
        std::uint64_t ns;
        std::size_t backend;
        std::uint32_t id;
        friend bool operator==(const End& a, const End& b) {
            return std::tie(a.ns, a.backend, a.id) == std::tie(b.ns, b.backend, b.id);
        }
    };

    explicit Shelf(const std::vector<BackendConfig>& configs) {
        for (const BackendConfig& config : configs) {
            Sink& sink = sinks_.emplace_back();
            sink.shelf = this;
            sink.number = backends.size();
            backends.push_back(std::make_unique<Backend>(
                in_service, config, 1, "backend." + std::to_string(backends.size()), sink));
        }
    }
    Turn act(SimTime now) override {
        in_service.report(now);
        agenda.set(slot, in_service.next_end());
        return Turn::Done;
    }

    Agenda agenda;
    const Agenda::Slot slot = agenda.add(*this);
    JobsInService in_service{agenda, slot};
    std::vector<std::unique_ptr<Backend>> backends;
    std::vector<End> ends;
    std::vector<std::uint32_t> announced;

private:
    struct Sink final : BackendSink {
        void served(std::uint32_t id, SimTime, SimTime end) override {
            shelf->ends.push_back({end.ns(), number, id});
        }
        void coming(std::uint32_t id) const override { shelf->announced.push_back(id); }
        Shelf* shelf = nullptr;
        std::size_t number = 0;
    };
    std::deque<Sink> sinks_;
};

using Ends = std::vector<Shelf::End>;

TEST(JobsInService, EndByTimeThenByBackendThenBySubmission) {
    Shelf shelf({hundred_ns(4), hundred_ns(4), hundred_ns(1)});
    shelf.backends[2]->submit(read_job(7), SimTime{});
    shelf.backends[2]->submit(read_job(8), SimTime{});  // waits for the only server
    shelf.backends[1]->submit(read_job(5), SimTime{});
    shelf.backends[0]->submit(read_job(3), SimTime{});
    shelf.backends[0]->submit(read_job(2), SimTime{});
    shelf.backends[0]->submit(read_job(9), SimTime::from_ns(100));
    shelf.agenda.run_until(SimTime::from_ns(1000));
    EXPECT_EQ(shelf.ends,
              (Ends{{100, 0, 3}, {100, 0, 2}, {100, 1, 5}, {100, 2, 7}, {200, 0, 9}, {200, 2, 8}}));
    EXPECT_EQ(shelf.agenda.next_time(), SimTime::never());
}

// However deep each backend is, and however many jobs nobody waits for any more.
TEST(JobsInService, AreAsManyAsAllServers) {
    constexpr std::uint32_t kEach = 4096;
    constexpr std::uint32_t kBackends = 16;
    Shelf shelf(std::vector<BackendConfig>(kBackends, hundred_ns(kEach)));
    for (std::uint32_t id = 0; id < kEach; ++id) {
        for (auto& backend : shelf.backends) backend->submit(read_job(id), SimTime::from_ns(id));
    }
    EXPECT_EQ(shelf.backends[7]->start_of(4000), SimTime::from_ns(4000));
    EXPECT_EQ(shelf.backends[7]->start_of(5000), SimTime::never());
    shelf.agenda.run_until(SimTime::from_us(10));
    ASSERT_EQ(shelf.ends.size(), kEach * kBackends);
    for (std::uint32_t i = 0; i < kEach * kBackends; ++i) {
        ASSERT_EQ(shelf.ends[i], (Shelf::End{i / kBackends + 100, i % kBackends, i / kBackends}));
    }
}

TEST(JobsInService, AreFoundByBackendAndId) {
    Shelf shelf({hundred_ns(1), hundred_ns(1)});
    shelf.backends[1]->submit(read_job(4), SimTime::from_ns(30));
    EXPECT_EQ(shelf.backends[0]->start_of(4), SimTime::never());
    EXPECT_EQ(shelf.backends[1]->start_of(4), SimTime::from_ns(30));
    shelf.backends[0]->submit(read_job(4), SimTime::from_ns(10));
    EXPECT_EQ(shelf.backends[0]->start_of(4), SimTime::from_ns(10));
}

TEST(JobsInService, AnnounceTheNextOnceTheyAreToLookAhead) {
    Shelf shelf({hundred_ns(4), hundred_ns(4)});
    for (std::uint32_t id = 0; id < 3; ++id) {
        shelf.backends[id % 2]->submit(read_job(id), SimTime::from_ns(10 * id));
    }
    shelf.agenda.run_until(SimTime::from_ns(100));
    EXPECT_TRUE(shelf.announced.empty());
    shelf.in_service.look_ahead();
    shelf.agenda.run_until(SimTime::from_ns(5000));
    EXPECT_EQ(shelf.announced, (std::vector<std::uint32_t>{2}));
}

// The spans of their services differ a thousandfold, and the wheel is made for all of them.
TEST(JobsInService, OfBackendsAsDifferentAsCanBeKeepTheirOrder) {
    std::vector<BackendConfig> configs{hundred_ns(64), hundred_ns(8), hundred_ns(300)};
    configs[1].read.ns = 10'000'000;
    configs[2].read.kind = LatencyKind::LogNormal;
    configs[2].read.ns = 90'000;
    Shelf shelf(configs);
    RandomStream random(1, "shelf");
    std::uint64_t now_ns = 0;
    for (std::uint32_t id = 0; id < 30000; ++id) {
        now_ns += random.below(400);
        shelf.backends[random.below(100) == 0 ? 1 : 2 * random.below(2)]->submit(
            read_job(id), SimTime::from_ns(now_ns));
        if (random.below(8) == 0) shelf.agenda.run_until(SimTime::from_ns(now_ns));
    }
    shelf.agenda.run_until(SimTime::from_us(60'000'000));
    EXPECT_EQ(shelf.ends.size(), 30000U);
    EXPECT_TRUE(std::is_sorted(shelf.ends.begin(), shelf.ends.end(), [](auto& a, auto& b) {
        return std::tie(a.ns, a.backend) < std::tie(b.ns, b.backend);
    }));
    for (const auto& backend : shelf.backends) EXPECT_EQ(backend->outstanding(), 0U);
}

}  // namespace
}  // namespace pvscsim
