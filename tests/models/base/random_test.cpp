// SPDX-License-Identifier: Apache-2.0
#include "models/base/random.h"

#include <gtest/gtest.h>

#include <array>
#include <boost/random/uniform_int_distribution.hpp>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>

namespace pvscsim {
namespace {

TEST(RandomStream, IsFixedBySeedAndName) {
    RandomStream one(42, "backend.latency");
    RandomStream same(42, "backend.latency");
    for (int i = 0; i < 100; ++i) EXPECT_EQ(one.next(), same.next());
}

TEST(RandomStream, GivesOtherSeedsAndNamesOtherNumbers) {
    std::set<std::uint64_t> firsts;
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        for (const char* name : {"", "a", "b", "ab", "ba"}) {
            firsts.insert(RandomStream(seed, name).next());
        }
    }
    EXPECT_EQ(firsts.size(), 1000U);
}

TEST(RandomStream, FillsSmallRangesEvenly) {
    RandomStream stream(1, "even");
    std::array<int, 7> counts{};
    for (int i = 0; i < 700000; ++i) ++counts[stream.below(7)];
    // Five standard deviations of a binomial count.
    for (const int count : counts) EXPECT_NEAR(count, 100000, 1470);
}

TEST(RandomStream, IsUnbiasedWhereAProductOfHalvesWouldNotBe) {
    // Of three quarters of 2^64, a third lies in the last quarter; without redrawing, the parts
    // that two inputs map to would be twice as frequent.
    constexpr std::uint64_t kQuarter = std::uint64_t{1} << 62;
    RandomStream stream(1, "bias");
    std::array<int, 3> counts{};
    int odd = 0;
    for (int i = 0; i < 300000; ++i) {
        const std::uint64_t drawn = stream.below(3 * kQuarter);
        ++counts[drawn / kQuarter];
        odd += drawn % 3 == 0 ? 1 : 0;
    }
    for (const int count : counts) EXPECT_NEAR(count, 100000, 1300);
    EXPECT_NEAR(odd, 100000, 1300);
}

TEST(RandomStream, ReachesBothEndsOfARange) {
    RandomStream stream(1, "ends");
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 1000; ++i) seen.insert(stream.between(10, 12));
    EXPECT_EQ(seen, (std::set<std::uint64_t>{10, 11, 12}));
    EXPECT_EQ(stream.below(1), 0U);
    EXPECT_EQ(stream.between(9, 9), 9U);
}

TEST(RandomStream, TakesChancesExactly) {
    RandomStream stream(1, "chance");
    int hits = 0;
    for (int i = 0; i < 1000000; ++i) hits += stream.chance({1, 1000}) ? 1 : 0;
    EXPECT_NEAR(hits, 1000, 160);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(stream.chance({0, 5}));
        EXPECT_TRUE(stream.chance({5, 5}));
    }
}

TEST(RandomStream, DrawsRealsWithinTheOpenUnitInterval) {
    RandomStream stream(1, "real");
    double sum = 0;
    for (int i = 0; i < 100000; ++i) {
        const double drawn = stream.open_unit();
        ASSERT_GT(drawn, 0.0);
        ASSERT_LT(drawn, 1.0);
        sum += drawn;
    }
    EXPECT_NEAR(sum / 100000, 0.5, 0.005);
}

TEST(RandomStream, ServesBoostsIntegerDistributions) {
    RandomStream stream(1, "boost");
    boost::random::uniform_int_distribution<int> dice(1, 6);
    std::array<int, 7> counts{};
    for (int i = 0; i < 60000; ++i) ++counts[static_cast<std::size_t>(dice(stream))];
    EXPECT_EQ(counts[0], 0);
    for (std::size_t face = 1; face <= 6; ++face) EXPECT_NEAR(counts[face], 10000, 460);
}

TEST(RandomStream, StaysSmall) {
    EXPECT_EQ(sizeof(RandomStream), 32U);
}

}  // namespace
}  // namespace pvscsim
