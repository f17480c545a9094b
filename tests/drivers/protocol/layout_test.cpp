// SPDX-License-Identifier: Apache-2.0
// Literal bytes, so that a wrong shared constant cannot hide.
#include <gtest/gtest.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "pvscsim/protocol/commands.h"
#include "pvscsim/protocol/descriptors.h"
#include "pvscsim/protocol/registers.h"

namespace pvscsim::protocol {
namespace {

template <class Bytes>
std::vector<int> some(const Bytes& bytes, std::size_t first, std::size_t count) {
    return {bytes.begin() + static_cast<std::ptrdiff_t>(first),
            bytes.begin() + static_cast<std::ptrdiff_t>(first + count)};
}

TEST(LittleEndian, PutsTheLowByteFirstOnEveryProcessor) {
    std::uint8_t bytes[9] = {};
    store_le64(bytes + 1, 0x1122334455667788);
    const std::uint8_t wanted[9] = {0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11};
    EXPECT_EQ(std::memcmp(bytes, wanted, 9), 0);
    EXPECT_EQ(load_le16(bytes + 1), 0x7788);
    EXPECT_EQ(load_le32(bytes + 1), 0x55667788U);
    EXPECT_EQ(load_le64(bytes + 1), 0x1122334455667788U);
    store_le16(bytes, 0xa1b2);
    store_le32(bytes + 3, 0xc3d4e5f6);
    const std::uint8_t rewritten[9] = {0xb2, 0xa1, 0x77, 0xf6, 0xe5, 0xd4, 0xc3, 0x22, 0x11};
    EXPECT_EQ(std::memcmp(bytes, rewritten, 9), 0);
}

TEST(RequestDescriptor, HasEveryFieldWhereTheDeviceLooks) {
    RequestDescriptor request;
    request.context = 0x0102030405060708;
    request.data_addr = 0x1112131415161718;
    request.data_bytes = 0x2122232425262728;
    request.sense_addr = 0x3132333435363738;
    request.sense_bytes = 0x41424344;
    request.flags = 0x51525354;
    for (std::size_t i = 0; i < 16; ++i) request.cdb[i] = static_cast<std::uint8_t>(0x60 + i);
    request.cdb_bytes = 0x71;
    request.lun = {0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87};
    request.tag = 0x91;
    request.bus = 0x92;
    request.target = 0x93;
    request.vcpu_hint = 0xa1a2;
    RequestBytes bytes;
    bytes.fill(0xff);
    encode(request, bytes);
    EXPECT_EQ(some(bytes, 0, 8), (std::vector<int>{8, 7, 6, 5, 4, 3, 2, 1}));
    EXPECT_EQ(some(bytes, 8, 2), (std::vector<int>{0x18, 0x17}));
    EXPECT_EQ(some(bytes, 16, 2), (std::vector<int>{0x28, 0x27}));
    EXPECT_EQ(some(bytes, 24, 2), (std::vector<int>{0x38, 0x37}));
    EXPECT_EQ(some(bytes, 32, 4), (std::vector<int>{0x44, 0x43, 0x42, 0x41}));
    EXPECT_EQ(some(bytes, 36, 4), (std::vector<int>{0x54, 0x53, 0x52, 0x51}));
    EXPECT_EQ(bytes[40], 0x60);
    EXPECT_EQ(bytes[55], 0x6f);
    EXPECT_EQ(some(bytes, 56, 3), (std::vector<int>{0x71, 0x80, 0x81}));
    EXPECT_EQ(some(bytes, 64, 6), (std::vector<int>{0x87, 0x91, 0x92, 0x93, 0xa2, 0xa1}));
    for (std::size_t i = 70; i < 128; ++i) EXPECT_EQ(bytes[i], 0);

    RequestDescriptor back;
    decode(bytes, back);
    RequestBytes again;
    encode(back, again);
    EXPECT_EQ(bytes, again);
}

TEST(CompletionDescriptor, HasEveryFieldWhereTheDriverLooks) {
    CompletionBytes bytes;
    bytes.fill(0xff);
    encode(CompletionDescriptor{0x0102030405060708, 0x1112131415161718, 0x21222324, 0x3132, 0x4142},
           bytes);
    EXPECT_EQ(some(bytes, 0, 32),
              (std::vector<int>{8,    7,    6,    5,    4,    3,    2,    1,    0x18, 0x17, 0x16,
                                0x15, 0x14, 0x13, 0x12, 0x11, 0x24, 0x23, 0x22, 0x21, 0x32, 0x31,
                                0x42, 0x41, 0,    0,    0,    0,    0,    0,    0,    0}));
    CompletionDescriptor back;
    decode(bytes, back);
    EXPECT_EQ(back.data_bytes, 0x1112131415161718U);
    EXPECT_EQ(back.sense_bytes, 0x21222324U);
    EXPECT_EQ(back.host_status, 0x3132);
    EXPECT_EQ(back.scsi_status, 0x4142);
}

TEST(MessageDescriptor, HasEveryFieldWhereTheDriverLooks) {
    MessageBytes bytes;
    bytes.fill(0xff);
    encode(MessageDescriptor{1, 0x0a0b0c0d, 0x21, lun_field(9)}, bytes);
    EXPECT_EQ(some(bytes, 0, 20), (std::vector<int>{1, 0, 0, 0, 0xd, 0xc, 0xb, 0xa, 0x21, 0,
                                                    0, 0, 0, 9, 0,   0,   0,   0,   0,    0}));
    for (std::size_t i = 20; i < 128; ++i) EXPECT_EQ(bytes[i], 0);
    MessageDescriptor back;
    decode(bytes, back);
    EXPECT_EQ(back.bus, 0x0a0b0c0dU);
    EXPECT_TRUE(is_single_level(back.lun));
    back.lun[0] = 0x40;
    EXPECT_FALSE(is_single_level(back.lun));
}

TEST(SgDescriptor, HasEveryFieldWhereTheDeviceLooks) {
    SgElementBytes bytes;
    encode(SgDescriptor{0x0102030405060708, 0x11121314, 1}, bytes);
    EXPECT_EQ(some(bytes, 0, 16),
              (std::vector<int>{8, 7, 6, 5, 4, 3, 2, 1, 0x14, 0x13, 0x12, 0x11, 1, 0, 0, 0}));
    SgDescriptor back;
    decode(bytes, back);
    EXPECT_EQ(back.addr, 0x0102030405060708U);
    EXPECT_EQ(back.bytes, 0x11121314U);
    EXPECT_EQ(back.flags, 1U);
}

TEST(RingsState, KeepsTheMessageFieldsOnTheirOwnLine) {
    const std::uint32_t offsets[] = {
        rings_state::kReqProdIdx,       rings_state::kReqConsIdx, rings_state::kReqNumEntriesLog2,
        rings_state::kCmpProdIdx,       rings_state::kCmpConsIdx, rings_state::kCmpNumEntriesLog2,
        rings_state::kReqCallThreshold, rings_state::kMsgProdIdx, rings_state::kMsgConsIdx,
        rings_state::kMsgNumEntriesLog2};
    const std::uint32_t wanted[] = {0, 4, 8, 12, 16, 20, 24, 128, 132, 136};
    EXPECT_TRUE(std::equal(std::begin(offsets), std::end(offsets), std::begin(wanted)));
}

TEST(Registers, AreWhereTheDeviceHasThem) {
    const std::pair<std::uint32_t, std::string_view> wanted[] = {
        {0x0000, "COMMAND"},        {0x0004, "COMMAND_DATA"}, {0x0008, "COMMAND_STATUS"},
        {0x0100, "LAST_STS_0"},     {0x0104, "LAST_STS_1"},   {0x0108, "LAST_STS_2"},
        {0x010c, "LAST_STS_3"},     {0x100c, "INTR_STATUS"},  {0x2010, "INTR_MASK"},
        {0x3014, "KICK_NON_RW_IO"}, {0x3018, "DEBUG"},        {0x4018, "KICK_RW_IO"}};
    ASSERT_EQ(kRegisters.size(), std::size(wanted));
    for (std::size_t i = 0; i < kRegisters.size(); ++i) {
        EXPECT_EQ(kRegisters[i].offset, wanted[i].first);
        EXPECT_EQ(kRegisters[i].name, wanted[i].second);
        EXPECT_EQ(kRegisters[i].reset, 0U);
        EXPECT_EQ(kRegisters[i].kept, kRegisters[i].name == "INTR_MASK");
        const bool read_only = kRegisters[i].access == Access::ReadOnly;
        EXPECT_EQ(kRegisters[i].write_mask == 0, read_only);
    }
}

TEST(Commands, TakeAsManyDwordsAsDriversSend) {
    const std::uint32_t dwords[] = {0, 0, 0, 132, 0, 3, 4, 6, 34, 0, 1, 0};
    ASSERT_EQ(kCommands.size(), std::size(dwords));
    for (std::uint32_t id = 0; id < kCommands.size(); ++id) {
        EXPECT_EQ(kCommands[id].dwords, dwords[id]);
        EXPECT_EQ(dwords_of(static_cast<Command>(id)), dwords[id]);
        const bool probeable = kCommands[id].probe_status != kStatusFailed;
        EXPECT_EQ(kCommands[id].defined, probeable);
    }
    EXPECT_EQ(kCommands[8].probe_status, 34U);
    EXPECT_EQ(kCommands[10].probe_status, 1U);
}

}  // namespace
}  // namespace pvscsim::protocol
