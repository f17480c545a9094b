// SPDX-License-Identifier: Apache-2.0
#include "models/memory/iommu.h"

#include <gtest/gtest.h>

namespace pvscsim {
namespace {

constexpr std::uint64_t kPage = Iommu::kPageBytes;

IommuConfig config_of(std::uint32_t entries, std::uint32_t ways) {
    IommuConfig config;
    config.mode = IommuMode::Strict;
    config.tlb_entries = entries;
    config.tlb_ways = ways;
    config.hit_ns = 1;
    config.walk_ns = 100;
    return config;
}

bool reads(Iommu& iommu, std::uint64_t addr, std::uint64_t bytes = 1) {
    SimTime cost;
    return iommu.access(addr, bytes, false, cost);
}
bool writes(Iommu& iommu, std::uint64_t addr, std::uint64_t bytes = 1) {
    SimTime cost;
    return iommu.access(addr, bytes, true, cost);
}

TEST(Iommu, AllowsWhatIsMappedForItsDirectionAndNothingElse) {
    Iommu iommu(config_of(64, 4));
    EXPECT_FALSE(reads(iommu, 5 * kPage));
    iommu.map(5 * kPage + 100, kPage, DmaRights::Read);  // two pages
    iommu.map(9 * kPage, kPage, DmaRights::Write);
    EXPECT_TRUE(reads(iommu, 5 * kPage, 2 * kPage));
    EXPECT_FALSE(reads(iommu, 5 * kPage, 2 * kPage + 1));
    EXPECT_EQ(iommu.refusal().addr, 7 * kPage);
    EXPECT_FALSE(iommu.refusal().is_mapped);
    EXPECT_FALSE(writes(iommu, 6 * kPage));
    EXPECT_TRUE(iommu.refusal().is_mapped);
    EXPECT_TRUE(iommu.refusal().is_write);
    EXPECT_TRUE(writes(iommu, 9 * kPage));
    EXPECT_FALSE(reads(iommu, 10 * kPage - 1));
    iommu.unmap(5 * kPage + 100, kPage, DmaRights::Read);
    EXPECT_FALSE(reads(iommu, 5 * kPage));
    EXPECT_FALSE(reads(iommu, 6 * kPage));
    EXPECT_EQ(iommu.counters().blocked, 6U);
}

TEST(Iommu, CountsHowOftenAPageIsMapped) {
    Iommu iommu(config_of(64, 4));
    iommu.map(kPage, 10, DmaRights::Read);
    iommu.map(kPage + 100, 10, DmaRights::Both);
    iommu.unmap(kPage, 10, DmaRights::Read);
    EXPECT_TRUE(reads(iommu, kPage));
    EXPECT_TRUE(writes(iommu, kPage));
    iommu.unmap(kPage + 100, 10, DmaRights::Both);
    EXPECT_FALSE(reads(iommu, kPage));
    iommu.unmap(kPage, 10, DmaRights::Read);  // once too often
    iommu.map(kPage, 10, DmaRights::Read);
    EXPECT_TRUE(reads(iommu, kPage));
}

TEST(Iommu, KeepsNoTranslationOfWhatIsGone) {
    Iommu iommu(config_of(64, 4));
    iommu.map_always(0, 8 * kPage);
    EXPECT_TRUE(writes(iommu, 3 * kPage));
    iommu.revoke(3 * kPage + 17);
    EXPECT_FALSE(writes(iommu, 3 * kPage));
    EXPECT_FALSE(reads(iommu, 3 * kPage));
    EXPECT_TRUE(writes(iommu, 2 * kPage));
    iommu.map(3 * kPage, 1, DmaRights::Both);
    EXPECT_TRUE(writes(iommu, 3 * kPage));
    EXPECT_FALSE(reads(iommu, 8 * kPage));  // past the end of what is always mapped
}

TEST(Iommu, ChargesEachPageByWhetherItsTranslationWasKept) {
    Iommu iommu(config_of(4, 2));  // two sets: even and odd pages
    iommu.map_always(0, 100 * kPage);
    const auto cost_ns = [&iommu](std::uint64_t page, std::uint64_t bytes) {
        SimTime cost;
        EXPECT_TRUE(iommu.access(page * kPage, bytes, false, cost));
        return cost.ns();
    };
    EXPECT_EQ(cost_ns(0, 1), 100U);
    EXPECT_EQ(cost_ns(0, 1), 0U);  // the page of the access before
    EXPECT_EQ(cost_ns(1, 1), 100U);
    EXPECT_EQ(cost_ns(0, 1), 1U);
    EXPECT_EQ(cost_ns(2, 2 * kPage), 200U);  // pages 2 and 3
    EXPECT_EQ(cost_ns(0, 1), 1U);
    EXPECT_EQ(cost_ns(4, 1), 100U);  // takes the place of page 2, used longest ago
    EXPECT_EQ(cost_ns(0, 1), 1U);
    EXPECT_EQ(cost_ns(2, 1), 100U);
    EXPECT_EQ(iommu.counters().tlb_hits, 3U);
    EXPECT_EQ(iommu.counters().tlb_misses, 6U);
    EXPECT_EQ(iommu.counters().translations, 9U);
}

TEST(Iommu, TranslatesHugePagesAsOne) {
    IommuConfig config = config_of(4, 4);
    for (const bool huge : {false, true}) {
        config.huge_ring_pages = huge;
        Iommu iommu(config);
        iommu.map(Iommu::kHugePageBytes, 16 * kPage, DmaRights::Both, true);
        SimTime cost;
        for (std::uint64_t i = 0; i < 16; ++i) {
            EXPECT_TRUE(iommu.access(Iommu::kHugePageBytes + i * kPage, 8, true, cost));
        }
        EXPECT_EQ(cost.ns(), huge ? 100U : 1600U);
        // The right is still that of each small page.
        EXPECT_FALSE(writes(iommu, Iommu::kHugePageBytes + 16 * kPage));
    }
}

}  // namespace
}  // namespace pvscsim
