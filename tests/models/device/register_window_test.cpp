// SPDX-License-Identifier: Apache-2.0
#include "tests/models/device/device_bench.h"

namespace pvscsim {
namespace {

class RegisterWindow : public DeviceBench {};

TEST_F(RegisterWindow, IsDecodedWhereTheBarIsWhileMemoryIsEnabled) {
    build();
    write(kIntrMask, 0xf);
    EXPECT_EQ(read(kIntrMask), 0xfU);
    EXPECT_EQ(cpu->read(kBar + 0x8000 + kIntrMask), 0xffffffffU);
    EXPECT_EQ(cpu->read(kBar - 4), 0xffffffffU);
    place(0x10, 0xd0000000);
    EXPECT_EQ(cpu->read(0xd0000000 + kIntrMask), 0xfU);
    EXPECT_EQ(read(kIntrMask), 0xffffffffU);
    config_write(kPciCommand, 2, 4);
    EXPECT_EQ(cpu->read(0xd0000000 + kIntrMask), 0xffffffffU);
    EXPECT_EQ(cpu->response, tlm::TLM_ADDRESS_ERROR_RESPONSE);
}

TEST_F(RegisterWindow, LiesBehindTheSecondBarInTheOtherLayout) {
    DeviceConfig config;
    config.layout = PciLayout::IoBar0;
    build(config);
    write(kIntrMask, 0x5);
    EXPECT_EQ(read(kIntrMask), 0x5U);
    config_write(0x18, 4, 1);  // above 4 GiB, where this machine has memory
    EXPECT_EQ(read(kIntrMask), 0xffffffffU);
}

TEST_F(RegisterWindow, HasNothingBesideTheRegisters) {
    DeviceConfig config;
    config.msix = false;
    build(config);
    ASSERT_EQ(set_up_rings(), 0U);
    for (std::uint32_t offset = 8; offset < 0x8000; offset += 4) {
        if (offset == kIntrMask || offset == kKickRw || offset == 0x3014) continue;
        write(offset, 0xffffffff);
    }
    EXPECT_EQ(device->adapter().counters().kicks_rw, 0U);
    EXPECT_EQ(device->adapter().counters().kicks_non_rw, 0U);
    EXPECT_TRUE(device->adapter().rings().installed());
    write(kIntrMask, 0xffffffff);
    for (std::uint32_t offset = 0; offset < 0x8000; offset += 4) {
        ASSERT_EQ(read(offset), offset == kIntrMask ? 0xfU : 0U) << std::hex << offset;
    }
}

TEST_F(RegisterWindow, IgnoresAccessesThatAreNotAlignedWords) {
    build();
    write(kIntrMask, 0xf);
    for (const auto& [offset, bytes] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{
             {0, 1}, {0, 2}, {2, 4}, {1, 4}, {3, 2}, {2, 2}}) {
        cpu->write(kBar + kIntrMask + offset, 0, bytes);
        EXPECT_TRUE(cpu->ok());
        EXPECT_EQ(cpu->read(kBar + kIntrMask + offset, bytes), 0U) << offset << ", " << bytes;
    }
    std::uint64_t wide = 0;
    cpu->transport(tlm::TLM_WRITE_COMMAND, kBar + kIntrMask, &wide, 8);
    wide = ~wide;
    cpu->transport(tlm::TLM_READ_COMMAND, kBar + kIntrMask, &wide, 8);
    EXPECT_EQ(wide, 0U);
    go_to(us(1));
    EXPECT_EQ(read(kIntrMask), 0xfU);
}

TEST_F(RegisterWindow, TakesPostedWritesAtTheirTimeAndNotBefore) {
    build();
    ASSERT_EQ(set_up_rings(), 0U);
    cpu->write(kBar + kKickRw, 0, 4, us(5));
    EXPECT_EQ(cpu->delay, us(5));  // the processor goes on at once
    cpu->write(kBar + kIntrMask, 0xf, 4, us(4));
    go_to(SimTime{us(4).ps - 1});
    EXPECT_EQ(read(kIntrMask), 0U);
    go_to(us(4));
    EXPECT_EQ(read(kIntrMask), 0xfU);
    go_to(SimTime{us(5).ps - 1});
    EXPECT_EQ(device->adapter().counters().kicks_rw, 0U);
    go_to(us(5));
    EXPECT_EQ(device->adapter().counters().kicks_rw, 1U);
}

TEST_F(RegisterWindow, HoldsTheProcessorWhileACommandIsExecuted) {
    build();
    const SimTime work = ns(800);  // 2,000 cycles of 400 ps
    cpu->write(kBar + kCommand, 3, 4, us(1));
    EXPECT_EQ(cpu->delay, us(1) + work);
    for (int i = 0; i < 131; ++i) {
        cpu->write(kBar + kCommandData, i < 2 ? 1 : 0x20, 4, us(1));
        ASSERT_EQ(cpu->delay, us(1)) << i;
    }
    cpu->write(kBar + kCommandData, 0, 4, us(1));
    EXPECT_EQ(cpu->delay, us(1) + work);
    cpu->read(kBar + kCommandStatus, 4, us(1));
    EXPECT_EQ(cpu->delay, us(1));
}

}  // namespace
}  // namespace pvscsim
