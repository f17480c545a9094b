// SPDX-License-Identifier: Apache-2.0
#include "models/pci/config_space.h"

#include <gtest/gtest.h>

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

TEST(ConfigSpace, LeavesReadOnlyBytesAlone) {
    ConfigSpace space{DeviceConfig{}};
    space.write(0x00, 4, 0);
    EXPECT_EQ(space.read(0x00, 4), 0x07c015adU);
    EXPECT_EQ(space.read(0x100, 2), 0xffffU);
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
