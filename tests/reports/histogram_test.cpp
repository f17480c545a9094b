// SPDX-License-Identifier: Apache-2.0
#include "reports/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

namespace pvscsim::reports {
namespace {

constexpr std::uint64_t kGreatest = std::numeric_limits<std::uint64_t>::max();

/// Values of all magnitudes, always the same.
std::vector<std::uint64_t> sample_values(std::size_t count) {
    std::vector<std::uint64_t> values;
    std::uint64_t state = 88172645463325252U;
    for (std::size_t i = 0; i < count; ++i) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        values.push_back(state >> (state % 61));
    }
    return values;
}

TEST(Histogram, PutsEachValueIntoTheBucketThatHoldsIt) {
    std::vector<std::uint64_t> values = sample_values(20000);
    for (unsigned bit = 0; bit < 64; ++bit) {
        const std::uint64_t power = std::uint64_t{1} << bit;
        values.insert(values.end(), {power - 1, power, power + 1});
    }
    values.push_back(kGreatest);
    for (const std::uint64_t value : values) {
        const std::size_t bucket = Histogram::bucket_of(value);
        ASSERT_LT(bucket, Histogram::kBuckets);
        ASSERT_LE(value, Histogram::upper_edge(bucket));
        if (bucket > 0) {
            ASSERT_GT(value, Histogram::upper_edge(bucket - 1));
        }
    }
}

TEST(Histogram, IsAtMostOnePartIn128AboveTheExactQuantile) {
    std::vector<std::uint64_t> values = sample_values(9973);
    const auto histogram = std::make_unique<Histogram>();
    for (const std::uint64_t value : values) {
        histogram->add(value);
    }
    std::sort(values.begin(), values.end());
    for (std::uint32_t per_million = 1; per_million <= 1000000; per_million += 997) {
        const std::uint64_t rank = (values.size() * per_million + 999999) / 1000000;
        const std::uint64_t exact = values[rank - 1];
        const std::uint64_t reported = histogram->quantile(per_million);
        ASSERT_GE(reported, exact);
        ASSERT_LE(reported - exact, exact >> Histogram::kSubBucketBits);
    }
}

TEST(Histogram, IsExactBelow256) {
    Histogram histogram;
    for (std::uint64_t value = 0; value < 256; ++value) {
        histogram.add(value);
    }
    EXPECT_EQ(histogram.quantile(500000), 127U);
    EXPECT_EQ(histogram.quantile(1), 0U);
    EXPECT_EQ(histogram.filled().size(), 256U);
}

TEST(Histogram, NeverReportsMoreThanTheGreatestValue) {
    Histogram histogram;
    histogram.add(1000000);
    histogram.add(1000001);
    EXPECT_EQ(histogram.quantile(1000000), 1000001U);
    EXPECT_EQ(histogram.filled().back().upper, 1000001U);
    EXPECT_EQ(histogram.min(), 1000000U);
    EXPECT_EQ(histogram.max(), 1000001U);
}

TEST(Histogram, KeepsMeanAndDeviationOfValuesThatOverflow64Bits) {
    Histogram histogram;
    constexpr std::uint64_t kLarge = std::uint64_t{1} << 62;
    for (int i = 0; i < 8; ++i) {
        histogram.add(kLarge - 1000);
        histogram.add(kLarge + 1000);
    }
    EXPECT_EQ(histogram.mean(), kLarge);
    EXPECT_EQ(histogram.stddev(), 1000U);
    EXPECT_EQ(histogram.sum(), Uint128{kLarge} * 16);
}

TEST(Histogram, RoundsMeanAndDeviationDown) {
    Histogram histogram;
    for (const std::uint64_t value : {2U, 4U, 4U, 4U, 5U, 5U, 7U, 9U}) {
        histogram.add(value);
    }
    EXPECT_EQ(histogram.mean(), 5U);
    EXPECT_EQ(histogram.stddev(), 2U);
}

TEST(Histogram, AddsManyAtOnceAsOneByOne) {
    const std::vector<std::uint64_t> mixed = sample_values(100);
    const std::vector<std::uint64_t> equal(32, 48000);
    Histogram together;
    Histogram single;
    for (const auto* values : {&mixed, &equal}) {
        together.add_all(values->data(), values->size());
        for (const std::uint64_t value : *values) {
            single.add(value);
        }
    }
    EXPECT_EQ(together.count(), 132U);
    EXPECT_EQ(together.sum(), single.sum());
    EXPECT_EQ(together.stddev(), single.stddev());
    EXPECT_EQ(together.min(), single.min());
    EXPECT_EQ(together.max(), single.max());
    for (std::uint32_t per_million = 10000; per_million <= 1000000; per_million += 10000) {
        EXPECT_EQ(together.quantile(per_million), single.quantile(per_million));
    }
}

// The most, and the greatest, of which 64 bits hold the sum of the squares.
TEST(Histogram, AddsNarrowValuesAtOnceAsOneByOne) {
    const std::uint64_t greatest = (std::uint64_t{1} << 29) - 1;
    std::vector<std::uint64_t> values(64, greatest);
    values[63] = greatest - 1;
    Histogram together;
    Histogram single;
    for (int i = 0; i < 3; ++i) {
        together.add_all(values.data(), values.size(), 1, greatest);
        for (const std::uint64_t value : values) {
            single.add(value);
        }
    }
    EXPECT_EQ(together.count(), single.count());
    EXPECT_EQ(together.sum(), single.sum());
    EXPECT_EQ(together.mean(), single.mean());
    EXPECT_EQ(together.stddev(), single.stddev());
    EXPECT_EQ(together.min(), greatest - 1);
    EXPECT_EQ(together.max(), greatest);
}

TEST(Histogram, MergesAsIfAllHadGoneIntoOne) {
    const std::vector<std::uint64_t> values = sample_values(1001);
    Histogram parts[2];
    Histogram whole;
    for (std::size_t i = 0; i < values.size(); ++i) {
        parts[i % 2].add(values[i]);
        whole.add(values[i]);
    }
    parts[0].merge(parts[1]);
    EXPECT_EQ(parts[0].count(), whole.count());
    EXPECT_EQ(parts[0].sum(), whole.sum());
    EXPECT_EQ(parts[0].stddev(), whole.stddev());
    EXPECT_EQ(parts[0].min(), whole.min());
    EXPECT_EQ(parts[0].max(), whole.max());
    EXPECT_EQ(parts[0].quantile(990000), whole.quantile(990000));
}

TEST(Histogram, IsAllZeroWhenEmpty) {
    const Histogram histogram;
    EXPECT_EQ(histogram.min(), 0U);
    EXPECT_EQ(histogram.mean(), 0U);
    EXPECT_EQ(histogram.stddev(), 0U);
    EXPECT_EQ(histogram.quantile(500000), 0U);
    EXPECT_TRUE(histogram.filled().empty());
}

TEST(IntegerSqrt, RoundsDownAtBothEndsOfItsRange) {
    EXPECT_EQ(integer_sqrt(0), 0U);
    EXPECT_EQ(integer_sqrt(15), 3U);
    EXPECT_EQ(integer_sqrt(16), 4U);
    EXPECT_EQ(integer_sqrt(~Uint128{0}), kGreatest);
}

}  // namespace
}  // namespace pvscsim::reports
