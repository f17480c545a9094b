// SPDX-License-Identifier: Apache-2.0
#include "models/pci/config_space.h"

#include <gtest/gtest.h>

#include <array>
#include <utility>
#include <vector>

#include "models/memory/memory_map.h"
#include "models/pci/msix_table.h"

namespace pvscsim {
namespace {

TEST(ConfigSpace, IdentifiesTheAdapterAndSizesItsBar) {
    ConfigSpace space{DeviceConfig{}};
    EXPECT_EQ(space.read(0x00, 4), 0x07c015adU);
    EXPECT_EQ(space.read(0x08, 4), 0x01000002U);
    space.write(0x10, 4, 0xffffffff);
    EXPECT_EQ(space.read(0x10, 4), 0xffff8000U);
    space.write(0x10, 4, 0xe0000000);
    EXPECT_EQ(space.register_base(), 0xe0000000U);
}

TEST(ConfigSpace, PutsTheRegistersBehindAnIoBarInTheOtherLayout) {
    DeviceConfig config;
    config.layout = PciLayout::IoBar0;
    ConfigSpace space{config};
    EXPECT_EQ(space.read(0x08, 4), 0x01070002U);
    EXPECT_EQ(space.read(0x10, 4) & 1, 1U);
    space.write(0x14, 4, 0xe0000000);
    space.write(0x18, 4, 2);
    EXPECT_EQ(space.register_base(), 0x2e0000000U);
}

TEST(ConfigSpace, OffersTheResetThatItThenReportsOnce) {
    ConfigSpace space{DeviceConfig{}};
    space.write(0x04, 2, 0xffff);
    EXPECT_TRUE(space.bus_master());
    EXPECT_TRUE(space.intx_disabled());
    EXPECT_FALSE(space.take_flr());
    space.write(0x48, 2, 0x8000);
    EXPECT_EQ(space.read(0x48, 2), 0U);
    EXPECT_TRUE(space.take_flr());
    EXPECT_FALSE(space.take_flr());
    space.reset();
    EXPECT_FALSE(space.bus_master());
}

TEST(ConfigSpace, SizesEveryBarOfBothLayouts) {
    constexpr std::uint32_t kMask = 0xffff8000;
    const std::array<std::pair<PciLayout, std::array<std::uint32_t, 6>>, 2> layouts{
        {{PciLayout::MemoryBar0, {kMask, 0, 0, 0, 0, 0}},
         {PciLayout::IoBar0, {0xfff9, kMask | 4, 0xffffffff, 0, 0, 0}}}};
    for (const auto& [layout, sizes] : layouts) {
        DeviceConfig config;
        config.layout = layout;
        ConfigSpace space{config};
        for (std::uint32_t bar = 0; bar < 6; ++bar) {
            space.write(0x10 + 4 * bar, 4, 0xffffffff);
            EXPECT_EQ(space.read(0x10 + 4 * bar, 4), sizes[bar]) << bar;
            space.write(0x10 + 4 * bar, 4, 0);
            EXPECT_EQ(space.read(0x10 + 4 * bar, 4), bar == 2 ? 0 : sizes[bar] & 7)
                << bar;  // the kind
        }
        space.write(0x30, 4, 0xffffffff);  // an expansion ROM of 64 KiB behind the I/O BAR alone
        EXPECT_EQ(space.read(0x30, 4), layout == PciLayout::IoBar0 ? 0xffff0001U : 0U);
    }
}

TEST(ConfigSpace, LinksTheCapabilitiesThatAreConfiguredAndNoOthers) {
    struct Row {
        bool msi;
        bool msix;
        std::vector<std::pair<std::uint32_t, std::uint32_t>> list;  // offset, id
    };
    for (const Row& row : {Row{false, false, {{0x40, 0x10}, {0x94, 0x01}}},
                           Row{true, false, {{0x40, 0x10}, {0x7c, 0x05}, {0x94, 0x01}}},
                           Row{false, true, {{0x40, 0x10}, {0x94, 0x01}, {0x9c, 0x11}}},
                           Row{true, true, {{0x40, 0x10}, {0x7c, 5}, {0x94, 1}, {0x9c, 0x11}}}}) {
        DeviceConfig config;
        config.msi = row.msi;
        config.msix = row.msix;
        ConfigSpace space{config};
        EXPECT_EQ(space.read(0x06, 2) & 0x10, 0x10U);
        std::vector<std::pair<std::uint32_t, std::uint32_t>> found;
        for (std::uint32_t at = space.read(0x34, 1); at != 0; at = space.read(at + 1, 1)) {
            ASSERT_LT(found.size(), 9U);
            found.emplace_back(at, space.read(at, 1));
        }
        EXPECT_EQ(found, row.list);
        space.write(0x7e, 2, 0xffff);
        space.write(0x9e, 2, 0xffff);
        EXPECT_EQ(space.msi_enabled(), row.msi);
        EXPECT_EQ(space.msix_enabled(), row.msix);
    }
}

TEST(ConfigSpace, DescribesItsInterruptCapabilities) {
    DeviceConfig config;
    config.layout = PciLayout::IoBar0;
    ConfigSpace space{config};
    EXPECT_EQ(space.read(0x3d, 1), 1U);     // pin A
    EXPECT_EQ(space.read(0x7e, 2), 0x80U);  // one message, 64-bit address, no masks
    EXPECT_EQ(space.read(0x9e, 2), 23U);    // 24 vectors
    EXPECT_EQ(space.read(0xa0, 4), 0x6001U);
    EXPECT_EQ(space.read(0xa4, 4), 0x7001U);
    EXPECT_EQ(ConfigSpace{DeviceConfig{}}.read(0xa0, 4), 0x6000U);
    space.write(0x80, 4, 0xfee01003);
    space.write(0x84, 4, 7);
    space.write(0x88, 4, 0xffff0041);
    EXPECT_EQ(space.msi_address(), 0x7fee01000U);
    EXPECT_EQ(space.msi_data(), 0x41U);
    space.write(0x9e, 2, 0xffff);
    EXPECT_TRUE(space.msix_masked());
    EXPECT_EQ(space.read(0x9e, 2), 0xc017U);
}

TEST(ConfigSpace, WritesTheBytesOfANarrowAccessAlone) {
    ConfigSpace space{DeviceConfig{}};
    space.write(0x04, 4, 0xffffffff);
    EXPECT_EQ(space.read(0x04, 4), 0x00100407U);  // no I/O BAR, but its bit
    space.write(0x04, 1, 0);
    EXPECT_EQ(space.read(0x04, 2), 0x0400U);
    EXPECT_FALSE(space.memory_enabled());
    space.write(0x12, 2, 0xe123);
    EXPECT_EQ(space.register_base(), 0xe1230000U);
    space.write(0x3c, 1, 11);
    EXPECT_EQ(space.read(0x3c, 2), 0x010bU);
}

TEST(ConfigSpace, LeavesReadOnlyBytesAlone) {
    ConfigSpace space{DeviceConfig{}};
    space.write(0x00, 4, 0);
    EXPECT_EQ(space.read(0x00, 4), 0x07c015adU);
    EXPECT_EQ(space.read(0x100, 2), 0U);
    EXPECT_EQ(space.read(0x1000, 2), 0xffffU);
}

TEST(ConfigSpace, EndsAt256BytesWithoutPciExpressAndHasASerialNumberInTheOtherLayout) {
    DeviceConfig config;
    config.express = false;
    EXPECT_EQ(ConfigSpace{config}.read(0x100, 2), 0xffffU);
    EXPECT_EQ(ConfigSpace{config}.read(0x34, 1), 0x7cU);
    config.express = true;
    config.layout = PciLayout::IoBar0;
    ConfigSpace space{config};
    EXPECT_EQ(space.read(0x100, 4), 0x00010003U);
    EXPECT_EQ(space.read(0x108, 4), 0x005056ffU);
    space.write(0x30, 4, 0xfffff800);
    EXPECT_EQ(space.read(0x30, 4), 0xffff0000U);
}

TEST(MsixTable, StartsMaskedAndIsMaskedAgainByAReset) {
    MsixTable table;
    EXPECT_TRUE(table.masked(0));
    EXPECT_TRUE(table.masked(23));
    table.write(0x0, 0xfee01000);
    table.write(0x8, 0x41);
    table.write(0xc, 0);
    EXPECT_FALSE(table.masked(0));
    EXPECT_EQ(table.address(0), 0xfee01000U);
    EXPECT_EQ(table.data(0), 0x41U);
    table.reset();
    EXPECT_TRUE(table.masked(0));
}

TEST(MemoryMap, FindsWholeRangesInsideOneRegionAlone) {
    MemoryMap map;
    map.add(0x10000, 0x2000, MemoryAccess::ReadWrite);
    map.add(0x12000, 0x1000, MemoryAccess::ReadOnly);
    ASSERT_NE(map.find(0x11fff, 1), nullptr);
    EXPECT_EQ(map.find(0x11fff, 2), nullptr);
    EXPECT_EQ(map.find(0xffff, 1), nullptr);
    EXPECT_EQ(map.find(0x12800, 1)->access, MemoryAccess::ReadOnly);
    EXPECT_EQ(map.find(~std::uint64_t{0}, 2), nullptr);
}

}  // namespace
}  // namespace pvscsim
