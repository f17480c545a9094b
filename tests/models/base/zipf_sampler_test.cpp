// SPDX-License-Identifier: Apache-2.0
#include "models/base/zipf_sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace pvscsim {
namespace {

class ZipfLaw : public testing::TestWithParam<std::uint32_t> {};

TEST_P(ZipfLaw, GivesEachRankItsShare) {
    constexpr std::size_t kRanks = 50;
    constexpr int kDraws = 1000000;
    const ZipfSampler sampler(kRanks, GetParam());
    RandomStream stream(1, "zipf");
    std::vector<int> counts(kRanks);
    for (int i = 0; i < kDraws; ++i) ++counts.at(sampler.draw(stream));

    double total = 0;
    for (std::size_t k = 1; k <= kRanks; ++k) {
        total += std::pow(static_cast<double>(k), -(GetParam() / 1000.0));
    }
    for (std::size_t k = 1; k <= kRanks; ++k) {
        const double share = std::pow(static_cast<double>(k), -(GetParam() / 1000.0)) / total;
        // Five standard deviations.
        EXPECT_NEAR(counts[k - 1], kDraws * share, 5 * std::sqrt(kDraws * share)) << k;
    }
}

INSTANTIATE_TEST_SUITE_P(Exponents, ZipfLaw, testing::Values(1, 500, 990, 1000, 1001, 1200, 2000));

TEST(ZipfSampler, SpansHugeSpacesWithoutATable) {
    const std::uint64_t count = std::uint64_t{1} << 40;
    const ZipfSampler sampler(count, 990);
    RandomStream stream(1, "zipf");
    std::uint64_t beyond_a_billion = 0;
    for (int i = 0; i < 100000; ++i) {
        const std::uint64_t rank = sampler.draw(stream);
        ASSERT_LT(rank, count);
        beyond_a_billion += rank >= 1000000000 ? 1 : 0;
    }
    // The integral gives 1 - (1e9^0.01 - 1) / (2^40^0.01 - 1), plus little for the first ranks.
    EXPECT_NEAR(static_cast<double>(beyond_a_billion) / 100000, 0.27, 0.02);
}

TEST(ZipfSampler, DrawsTheOnlyRankThereIs) {
    const ZipfSampler sampler(1, 990);
    RandomStream stream(1, "zipf");
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(sampler.draw(stream), 0U);
}

}  // namespace
}  // namespace pvscsim
