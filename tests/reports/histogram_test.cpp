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

void expect_same(const Histogram& a, const Histogram& b) {
    EXPECT_EQ(a.count(), b.count());
    EXPECT_EQ(a.sum(), b.sum());
    EXPECT_EQ(a.stddev(), b.stddev());
    EXPECT_EQ(a.min(), b.min());
    EXPECT_EQ(a.max(), b.max());
    const std::vector<Histogram::Bucket> of_a = a.filled();
    const std::vector<Histogram::Bucket> of_b = b.filled();
    ASSERT_EQ(of_a.size(), of_b.size());
    for (std::size_t i = 0; i < of_a.size(); ++i) {
        EXPECT_EQ(of_a[i].upper, of_b[i].upper);
        EXPECT_EQ(of_a[i].count, of_b[i].count);
    }
}

// Blocks of all magnitudes up to each number of bits: beyond the extremes so far, within them, with
// squares that 64 bits hold and not, and beyond what a double counts exactly.
TEST(Histogram, AddsBlocksAsOneByOne) {
    for (const unsigned bits : {1U, 7U, 8U, 28U, 29U, 30U, 51U, 52U, 53U, 63U, 64U}) {
        Histogram together;
        Histogram single;
        const std::vector<std::uint64_t> values = sample_values(20 * Histogram::kBlock);
        Histogram::Block block{};
        for (std::size_t i = 0; i < values.size(); ++i) {
            block[i % Histogram::kBlock] = values[i] & (kGreatest >> (64 - bits));
            single.add(block[i % Histogram::kBlock]);
            if ((i + 1) % Histogram::kBlock == 0) together.add_block(block);
        }
        SCOPED_TRACE(bits);
        expect_same(together, single);
    }
}

TEST(Histogram, AddsAFirstBlockOfTheLeastAndTheGreatestAsOneByOne) {
    Histogram together;
    Histogram single;
    Histogram::Block block{};
    for (std::size_t i = 0; i < block.size(); i += 2) block[i] = kGreatest;
    together.add_block(block);
    for (const std::uint64_t one : block) single.add(one);
    expect_same(together, single);
}

TEST(Histogram, AddsBlocksOfOneValueAndOfAlmostOneValueAsOneByOne) {
    // The most of which 64 bits hold the sum of the squares, and one more.
    for (const std::uint64_t value : {(std::uint64_t{1} << 29) - 1, std::uint64_t{1} << 29}) {
        Histogram together;
        Histogram single;
        Histogram::Block block;
        block.fill(value);
        for (const std::size_t other : {std::size_t{0}, Histogram::kBlock / 2}) {
            for (int i = 0; i < 3; ++i) {
                together.add_block(block);
                for (const std::uint64_t one : block) single.add(one);
                block[other] = value - 1;
            }
        }
        expect_same(together, single);
    }
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
