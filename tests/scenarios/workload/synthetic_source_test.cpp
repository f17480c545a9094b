// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/synthetic_source.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>

// Method. Shares are compared with exact theory: of n draws with chance p, the count lies within
// five standard deviations of n * p in all but one of 1.7 million seeds, and the seed is fixed.

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kDraws = 200000;

TargetConfig disk(std::uint64_t capacity_blocks, std::uint32_t block_bytes = 512) {
    TargetConfig config;
    config.capacity_blocks = capacity_blocks;
    config.block_bytes = block_bytes;
    return config;
}

std::vector<IoRequest> requests_of(const WorkloadConfig& config,
                                   const std::vector<TargetConfig>& targets,
                                   std::uint64_t seed = 1) {
    const auto source = make_source(config, targets, seed, "");
    EXPECT_EQ(source->total(), config.requests);
    std::vector<IoRequest> requests;
    IoRequest request;
    while (source->next(request)) requests.push_back(request);
    EXPECT_FALSE(source->next(request));
    EXPECT_EQ(requests.size(), config.requests);
    return requests;
}

WorkloadConfig many() {
    WorkloadConfig config;
    config.requests = kDraws;
    return config;
}

void expect_share(std::uint64_t count, double chance, const std::string& what) {
    const auto draws = static_cast<double>(kDraws);
    const double deviation = std::sqrt(draws * chance * (1 - chance));
    EXPECT_NEAR(static_cast<double>(count), draws * chance, 5 * deviation) << what;
}

template <typename Predicate>
std::uint64_t count_of(const std::vector<IoRequest>& requests, Predicate predicate) {
    return static_cast<std::uint64_t>(std::count_if(requests.begin(), requests.end(), predicate));
}

/// FNV-1a over everything that a request says.
std::uint64_t digest_of(const std::vector<IoRequest>& requests) {
    std::uint64_t digest = 0xcbf29ce484222325U;
    for (const IoRequest& request : requests) {
        for (const std::uint64_t value :
             {request.earliest.ps, request.lba, request.blocks, std::uint64_t{request.target},
              std::uint64_t{request.lun}, std::uint64_t{request.vcpu},
              static_cast<std::uint64_t>(request.kind), std::uint64_t{request.fua}}) {
            digest = (digest ^ value) * 0x100000001b3U;
        }
    }
    return digest;
}

TEST(SyntheticSource, ReadsAllOverTheDiskByDefault) {
    const auto requests = requests_of(many(), {disk(80000)});
    std::map<std::uint64_t, std::uint64_t> tenths;
    for (const IoRequest& request : requests) {
        ASSERT_EQ(request.kind, IoKind::Read);
        ASSERT_EQ(request.blocks, 8U);
        ASSERT_EQ(request.lba % 8, 0U);
        ASSERT_LE(request.lba + 8, 80000U);
        ASSERT_EQ(request.earliest, SimTime{});
        ++tenths[request.lba / 8000];
    }
    ASSERT_EQ(tenths.size(), 10U);
    for (const auto& [tenth, count] : tenths) expect_share(count, 0.1, std::to_string(tenth));
}

TEST(SyntheticSource, ReachesTheFirstAndTheLastAddressOfTheRegion) {
    WorkloadConfig config = many();
    config.region_blocks = 800;
    const auto requests = requests_of(config, {disk(80000)});
    EXPECT_GT(count_of(requests, [](const IoRequest& r) { return r.lba == 0; }), 0U);
    EXPECT_GT(count_of(requests, [](const IoRequest& r) { return r.lba == 792; }), 0U);
    EXPECT_EQ(count_of(requests, [](const IoRequest& r) { return r.lba > 792; }), 0U);
}

TEST(SyntheticSource, KeepsTheShareOfReads) {
    WorkloadConfig config = many();
    config.read_percent = 70;
    const auto requests = requests_of(config, {disk(80000)});
    expect_share(count_of(requests, [](const IoRequest& r) { return r.kind == IoKind::Read; }), 0.7,
                 "reads");
    config.read_percent = 0;
    const auto writes = requests_of(config, {disk(80000)});
    EXPECT_EQ(count_of(writes, [](const IoRequest& r) { return r.kind == IoKind::Write; }), kDraws);
}

TEST(SyntheticSource, KeepsTheSharesOfSizes) {
    WorkloadConfig config = many();
    config.sizes = {{65536, 1}, {4096, 6}, {8192, 3}};
    const auto requests = requests_of(config, {disk(2048, 4096)});
    const auto blocks = [&](std::uint64_t n) {
        return count_of(requests, [n](const IoRequest& r) { return r.blocks == n; });
    };
    expect_share(blocks(1), 0.6, "4 KiB");
    expect_share(blocks(2), 0.3, "8 KiB");
    expect_share(blocks(16), 0.1, "64 KiB");
    EXPECT_EQ(blocks(1) + blocks(2) + blocks(16), kDraws);
    EXPECT_EQ(count_of(requests, [](const IoRequest& r) { return r.lba + r.blocks > 2048; }), 0U);
}

TEST(SyntheticSource, FlushesTheUnitThatHadSoManyWrites) {
    WorkloadConfig config = many();
    config.requests = 10000;
    config.read_percent = 50;
    config.flush_every = 4;
    TargetConfig target = disk(80000);
    target.count = 3;
    std::map<std::uint16_t, int> writes;
    std::uint64_t flushes = 0;
    for (const IoRequest& request : requests_of(config, {target})) {
        if (request.kind == IoKind::Write) {
            ASSERT_LE(++writes[request.target], 4);
        }
        if (request.kind != IoKind::Flush) continue;
        ++flushes;
        ASSERT_EQ(request.blocks, 0U);
        ASSERT_EQ(std::exchange(writes[request.target], 0), 4);
    }
    EXPECT_GT(flushes, 1000U);
}

TEST(SyntheticSource, NeverFlushesUnlessAsked) {
    WorkloadConfig config = many();
    config.read_percent = 0;
    const auto requests = requests_of(config, {disk(80000)});
    EXPECT_EQ(count_of(requests, [](const IoRequest& r) { return r.kind == IoKind::Flush; }), 0U);
}

TEST(SyntheticSource, WalksThroughEachUnitInTurnAndStartsOver) {
    WorkloadConfig config;
    config.pattern = Pattern::Sequential;
    config.requests = 10;
    config.sizes = {{65536, 1}};
    TargetConfig target = disk(300);
    target.luns = 2;
    const auto requests = requests_of(config, {target});
    const std::vector<std::uint64_t> lbas{0, 0, 128, 128, 0, 0, 128, 128, 0, 0};
    for (std::size_t i = 0; i < requests.size(); ++i) {
        EXPECT_EQ(requests[i].lba, lbas[i]) << i;
        EXPECT_EQ(requests[i].lun, i % 2) << i;
    }
}

TEST(SyntheticSource, LeavesNoHoleBetweenSequentialRequestsOfManySizes) {
    WorkloadConfig config = many();
    config.pattern = Pattern::Sequential;
    config.sizes = {{4096, 1}, {12288, 1}};
    std::uint64_t expected = 0;
    for (const IoRequest& request : requests_of(config, {disk(1000)})) {
        if (expected + request.blocks > 1000) expected = 0;
        ASSERT_EQ(request.lba, expected);
        expected += request.blocks;
    }
}

TEST(SyntheticSource, ChoosesUnitsEvenlyAmongThosePresent) {
    TargetConfig pair = disk(80000);
    pair.first_id = 5;
    pair.count = 2;
    pair.luns = 2;
    TargetConfig absent = disk(80000);
    absent.present = false;
    const auto requests = requests_of(many(), {absent, pair});
    std::map<std::pair<int, int>, std::uint64_t> units;
    for (const IoRequest& request : requests) ++units[{request.target, request.lun}];
    ASSERT_EQ(units.size(), 4U);
    for (const int target : {5, 6}) {
        for (const int lun : {0, 1}) expect_share(units[{target, lun}], 0.25, "unit");
    }
}

TEST(SyntheticSource, GivesPopularAddressesTheirZipfShares) {
    for (const std::uint32_t theta_milli : {500U, 990U, 1000U, 1400U}) {
        WorkloadConfig config = many();
        config.locality = Locality::Zipf;
        config.zipf_theta_milli = theta_milli;
        constexpr std::uint64_t kAddresses = 10000;
        std::map<std::uint64_t, std::uint64_t> counts;
        for (const IoRequest& request : requests_of(config, {disk(kAddresses * 8)})) {
            ASSERT_EQ(request.lba % 8, 0U);
            ++counts[request.lba / 8];
        }
        std::vector<double> weights;
        double sum = 0;
        for (std::uint64_t rank = 1; rank <= kAddresses; ++rank) {
            weights.push_back(std::pow(static_cast<double>(rank), -(theta_milli / 1000.0)));
            sum += weights.back();
        }
        const Scatter scatter(kAddresses);
        std::uint64_t head_count = 0;
        double head = 0;
        for (std::size_t rank = 0; rank < 1000; ++rank) {
            head_count += counts[scatter(rank)];
            head += weights[rank];
            if (rank < 10) expect_share(counts[scatter(rank)], weights[rank] / sum, "one rank");
            if (rank == 99 || rank == 999) expect_share(head_count, head / sum, "head");
        }
    }
}

TEST(SyntheticSource, GivesTheHotSpotItsShareAndTheRestTheRest) {
    WorkloadConfig config = many();
    config.locality = Locality::HotSpot;
    config.hot_percent_of_space = 20;
    config.hot_percent_of_requests = 80;
    const auto requests = requests_of(config, {disk(8000)});
    const auto within = [&](std::uint64_t from, std::uint64_t to) {
        return count_of(requests, [=](const IoRequest& r) { return r.lba >= from && r.lba < to; });
    };
    expect_share(within(0, 1600), 0.8, "hot");
    expect_share(within(0, 800), 0.4, "first half of the hot");
    expect_share(within(1600, 4800), 0.1, "first half of the cold");
    expect_share(within(4800, 8000), 0.1, "second half of the cold");
}

TEST(SyntheticSource, CopesWithARegionOfOneAddress) {
    for (const Locality locality : {Locality::Uniform, Locality::Zipf, Locality::HotSpot}) {
        WorkloadConfig config = many();
        config.requests = 100;
        config.locality = locality;
        config.region_blocks = 8;
        const auto requests = requests_of(config, {disk(8000)});
        EXPECT_EQ(count_of(requests, [](const IoRequest& r) { return r.lba == 0; }), 100U);
    }
}

// An exponential gap has its mean for standard deviation, and exceeds it with chance 1 / e.
TEST(SyntheticSource, DrawsExponentialGapsForOpenArrivals) {
    WorkloadConfig config = many();
    config.rate_per_s = 250000;
    const auto requests = requests_of(config, {disk(80000)});
    const SimTime mean = SimTime::from_us(4);
    const auto draws = static_cast<double>(kDraws);
    EXPECT_NEAR(static_cast<double>(requests.back().earliest.ps) / draws,
                static_cast<double>(mean.ps), 5 * static_cast<double>(mean.ps) / std::sqrt(draws));
    SimTime last;
    std::uint64_t long_gaps = 0;
    for (const IoRequest& request : requests) {
        ASSERT_LE(last, request.earliest);
        if (request.earliest - last > mean) ++long_gaps;
        last = request.earliest;
    }
    expect_share(long_gaps, std::exp(-1.0), "gaps above the mean");
}

TEST(SyntheticSource, ShiftsNothingElseWhenOnePartChanges) {
    const WorkloadConfig plain = many();
    WorkloadConfig other = plain;
    other.rate_per_s = 1000;
    other.read_percent = 50;
    other.sizes = {{4096, 1}, {4096, 1}};
    const auto before = requests_of(plain, {disk(80000)});
    const auto after = requests_of(other, {disk(80000)});
    for (std::size_t i = 0; i < before.size(); ++i) ASSERT_EQ(before[i].lba, after[i].lba);
}

// Golden: the requests of each generator are part of what a seed means. On every platform and with
// every compiler these digests are equal; if one changes, so does every report.
TEST(SyntheticSource, DrawsTheSameRequestsEverywhere) {
    WorkloadConfig base = many();
    base.requests = 10000;
    WorkloadConfig mixed = base;
    mixed.read_percent = 70;
    mixed.flush_every = 64;
    mixed.sizes = {{4096, 7}, {8192, 2}, {65536, 1}};
    mixed.rate_per_s = 100000;
    WorkloadConfig zipf = mixed;
    zipf.locality = Locality::Zipf;
    WorkloadConfig hot = base;
    hot.locality = Locality::HotSpot;
    WorkloadConfig sequential = mixed;
    sequential.pattern = Pattern::Sequential;
    TargetConfig targets = disk(2097152);
    targets.count = 4;
    const auto digest = [&](const WorkloadConfig& config, std::uint64_t seed) {
        return digest_of(requests_of(config, {targets}, seed));
    };
    EXPECT_EQ(digest(base, 1), 0x00846b38a250fae2U);
    EXPECT_EQ(digest(base, 2), 0x36c88bdf415a21fcU);
    EXPECT_EQ(digest(mixed, 1), 0x1f384f2d39da887fU);
    EXPECT_EQ(digest(zipf, 1), 0xf7db2e88446a6b9fU);
    EXPECT_EQ(digest(hot, 1), 0xfd61bd81588fee6aU);
    EXPECT_EQ(digest(sequential, 1), 0xfe00fc058762208eU);
}

TEST(SyntheticSource, TellsTheLargestOfItsSizes) {
    WorkloadConfig config;
    config.sizes = {{4096, 1}, {65536, 1}, {8192, 1}};
    EXPECT_EQ(make_source(config, {disk(80000)}, 1, "")->transfer_bytes_max(), 65536U);
}

TEST(SyntheticSource, HasNoRequestsForADiscoveryAlone) {
    WorkloadConfig config;
    config.kind = WorkloadKind::Boot;
    const auto source = make_source(config, {disk(80000)}, 1, "");
    IoRequest request;
    EXPECT_FALSE(source->next(request));
    EXPECT_EQ(source->total(), 0U);
    EXPECT_EQ(source->transfer_bytes_max(), 0U);
}

TEST(SyntheticSource, DrawsSeveralAsOneAfterTheOther) {
    WorkloadConfig config;
    config.requests = 100;
    const std::vector<TargetConfig> targets{disk(4096)};
    const auto source = make_source(config, targets, 1, "");
    std::vector<IoRequest> drawn(110);
    std::size_t count = 0;
    for (const std::size_t several : {1U, 16U, 5U, 0U, 78U}) {
        EXPECT_EQ(source->draw(&drawn[count], several), several);
        count += several;
    }
    EXPECT_EQ(source->draw(&drawn[count], 10), 0U);
    drawn.resize(count);
    EXPECT_EQ(digest_of(drawn), digest_of(requests_of(config, targets)));
    const auto again = make_source(config, targets, 1, "");
    std::vector<IoRequest> room(110);
    EXPECT_EQ(again->draw(room.data(), room.size()), 100U);
}

}  // namespace
}  // namespace pvscsim::scenarios
