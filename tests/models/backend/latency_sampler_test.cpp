// SPDX-License-Identifier: Apache-2.0
#include "models/backend/latency_sampler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pvscsim {
namespace {

/// 200,000 draws in ascending order, in nanoseconds.
std::vector<double> draw_sorted(const LatencyConfig& config) {
    LatencySampler sampler(config, RandomStream(5, "latency"));
    std::vector<double> draws(200000);
    for (double& ns : draws) ns = static_cast<double>(sampler.draw().ps) / 1000;
    std::sort(draws.begin(), draws.end());
    return draws;
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double quantile(const std::vector<double>& sorted, double share) {
    return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size()))];
}

TEST(LatencySampler, DrawsAConstantAlways) {
    LatencyConfig config;
    config.ns = 1234;
    const auto draws = draw_sorted(config);
    EXPECT_EQ(draws.front(), 1234);
    EXPECT_EQ(draws.back(), 1234);
}

TEST(LatencySampler, DrawsUniformlyBetweenItsLimits) {
    LatencyConfig config;
    config.kind = LatencyKind::Uniform;
    config.min_ns = 1000;
    config.max_ns = 3000;
    const auto draws = draw_sorted(config);
    EXPECT_GE(draws.front(), 1000);
    EXPECT_LE(draws.back(), 3000);
    for (const double share : {0.01, 0.25, 0.5, 0.75, 0.99}) {
        EXPECT_NEAR(quantile(draws, share), 1000 + 2000 * share, 15);
    }
}

TEST(LatencySampler, ReachesBothLimitsOfANarrowUniform) {
    LatencyConfig config;
    config.kind = LatencyKind::Uniform;
    config.min_ns = 5;
    config.max_ns = 6;
    const auto draws = draw_sorted(config);
    EXPECT_EQ(draws.front(), 5);
    EXPECT_EQ(draws.back(), 6);
}

TEST(LatencySampler, DrawsAShiftedExponential) {
    LatencyConfig config;
    config.kind = LatencyKind::Exponential;
    config.min_ns = 500;
    config.mean_ns = 2000;
    const auto draws = draw_sorted(config);
    EXPECT_GE(draws.front(), 500);
    EXPECT_NEAR(mean(draws), 2500, 20);
    for (const double share : {0.1, 0.5, 0.9, 0.99}) {
        const double expected = 500 - 2000 * std::log(1 - share);
        EXPECT_NEAR(quantile(draws, share), expected, 0.02 * expected);
    }
}

TEST(LatencySampler, DrawsAShiftedLogNormal) {
    LatencyConfig config;
    config.kind = LatencyKind::LogNormal;
    config.min_ns = 10000;
    config.median_ns = 4000;
    config.sigma_milli = 700;
    const auto draws = draw_sorted(config);
    EXPECT_NEAR(mean(draws), 10000 + 4000 * std::exp(0.245), 30);
    EXPECT_NEAR(quantile(draws, 0.5), 14000, 40);
    EXPECT_NEAR(quantile(draws, 0.99), 10000 + 4000 * std::exp(0.7 * 2.3263), 300);
    EXPECT_NEAR(quantile(draws, 0.01), 10000 + 4000 * std::exp(-0.7 * 2.3263), 20);
}

TEST(LatencySampler, DrawsLinearlyBetweenThePointsOfATable) {
    LatencyConfig config;
    config.kind = LatencyKind::Table;
    config.table = {{500, 1000}, {900, 2000}, {1000, 10000}};
    const auto draws = draw_sorted(config);
    EXPECT_NEAR(quantile(draws, 0.25), 500, 10);
    EXPECT_NEAR(quantile(draws, 0.5), 1000, 10);
    EXPECT_NEAR(quantile(draws, 0.7), 1500, 15);
    EXPECT_NEAR(quantile(draws, 0.95), 6000, 120);
    EXPECT_LT(draws.back(), 10000);
}

TEST(LatencySampler, BeginsATableAtItsPointForZero) {
    LatencyConfig config;
    config.kind = LatencyKind::Table;
    config.table = {{0, 3000}, {1000, 3000}};
    EXPECT_EQ(draw_sorted(config).front(), 3000);
}

TEST(LatencySampler, InterpolatesVeryLongTablesWithoutOverflow) {
    LatencyConfig config;
    config.kind = LatencyKind::Table;
    config.table = {{1000, 1000000000000}};  // 1,000 s
    const auto draws = draw_sorted(config);
    EXPECT_NEAR(quantile(draws, 0.5), 5e11, 5e9);
    EXPECT_LT(draws.back(), 1e12);
}

TEST(LatencySampler, EndsALogNormalAtAThousandSeconds) {
    LatencyConfig config;
    config.kind = LatencyKind::LogNormal;
    config.min_ns = 0;
    config.median_ns = 100000000000;
    config.sigma_milli = 3000;
    EXPECT_EQ(draw_sorted(config).back(), 1e12);
}

TEST(LatencySampler, StallsAsOftenAndAsLongAsConfigured) {
    LatencyConfig config;
    config.ns = 100;
    config.tail_per_million = 10000;
    config.tail_factor = 30;
    const auto draws = draw_sorted(config);
    const auto stalled = std::count(draws.begin(), draws.end(), 3000);
    EXPECT_NEAR(static_cast<double>(stalled), 2000, 200);
    EXPECT_EQ(std::count(draws.begin(), draws.end(), 100) + stalled, 200000);
}

}  // namespace
}  // namespace pvscsim
