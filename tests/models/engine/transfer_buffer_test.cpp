// SPDX-License-Identifier: Apache-2.0
#include "models/engine/transfer_buffer.h"

#include <gtest/gtest.h>

#include <array>
#include <numeric>

#include "tests/models/engine/guest_side.h"

namespace pvscsim {
namespace {

TEST(GatherList, DescribesTheDataInTheOrderOfItsElements) {
    PlainMemory memory;
    GuestSide guest(memory);
    guest.put_element(place::kList, 0x5000, 100);
    guest.put_element(place::kList + 16, 0x9999, 0);
    guest.put_element(place::kList + 32, 0x3000, 200);
    guest.put_element(place::kList + 48, place::kList + 96, 0, 1);
    guest.put_element(place::kList + 96, 0x5000, 50);
    std::vector<SgPiece> pieces{{1, 1}};
    ASSERT_EQ(gather_list(memory, place::kList, 330, pieces), SgVerdict::Good);
    ASSERT_EQ(pieces.size(), 3U);
    EXPECT_EQ(pieces[0].addr, 0x5000U);
    EXPECT_EQ(pieces[0].bytes, 100U);
    EXPECT_EQ(pieces[1].addr, 0x3000U);
    EXPECT_EQ(pieces[1].bytes, 200U);
    EXPECT_EQ(pieces[2].addr, 0x5000U);
    EXPECT_EQ(pieces[2].bytes, 30U);
}

TEST(GatherList, EndsAListThatIsTooShortOrUnreachable) {
    PlainMemory memory;
    GuestSide guest(memory);
    std::vector<SgPiece> pieces;
    guest.put_element(place::kList, 0x5000, 100);
    EXPECT_EQ(gather_list(memory, place::kList, 101, pieces), SgVerdict::Invalid);
    guest.put_element(place::kList + 16, ~std::uint64_t{0} - 10, 12);
    EXPECT_EQ(gather_list(memory, place::kList, 101, pieces), SgVerdict::Invalid);
    guest.put_element(place::kList + 16, ~std::uint64_t{0} - 10, 11);
    EXPECT_EQ(gather_list(memory, place::kList, 101, pieces), SgVerdict::Good);
    guest.put_element(place::kList + 16, PlainMemory::kBytes, 0, 1);
    EXPECT_EQ(gather_list(memory, place::kList, 101, pieces), SgVerdict::Fault);
    EXPECT_EQ(gather_list(memory, place::kList, 100, pieces), SgVerdict::Good);
}

// DEVICE-093: the longest walk that a guest can ask for.
TEST(GatherList, NeverKeepsMoreThanTheLimitsAllow) {
    PlainMemory memory;
    GuestSide guest(memory);
    for (std::uint32_t i = 0; i < 255; ++i) guest.put_element(place::kList + 16 * i, 0x5000, ~0U);
    guest.put_element(place::kList + 16 * 255, place::kList, 0, 1);
    std::vector<SgPiece> pieces;
    EXPECT_EQ(gather_list(memory, place::kList, ~std::uint64_t{0}, pieces), SgVerdict::Invalid);
    EXPECT_LE(pieces.size(), 32768U);
}

/// A buffer of 3,000 bytes in pieces of uneven length; with and without direct access to memory.
class TransferBufferTest : public ::testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (GetParam()) memory.open_window(PlainMemory::kBytes, true);
        std::uint64_t addr = place::kData;
        for (const std::uint64_t bytes : {1U, 15U, 484U, 1000U, 3U, 1497U}) {
            pieces.push_back({addr, bytes});
            for (std::uint64_t i = 0; i < bytes; ++i) where.push_back(addr + i);
            addr += bytes + 100;
        }
        for (std::size_t i = 0; i < where.size(); ++i) memory.store(where[i], 1, i * 13);
    }
    TransferBuffer buffer() { return {memory, pieces.data(), pieces.size(), where.size()}; }

    PlainMemory memory;
    std::vector<SgPiece> pieces;
    std::vector<std::uint64_t> where;  // each byte of the buffer
};

TEST_P(TransferBufferTest, ReadsAnyRangeInAnyOrder) {
    TransferBuffer all = buffer();
    EXPECT_EQ(all.bytes(), 3000U);
    for (const auto& [offset, bytes] : {std::pair<std::size_t, std::size_t>{0, 3000},
                                        {2999, 1},
                                        {0, 1},
                                        {1, 15},
                                        {499, 1004},
                                        {16, 484},
                                        {15, 2},
                                        {500, 0},
                                        {1000, 2000}}) {
        std::vector<std::uint8_t> got(bytes + 1, 0xee);
        ASSERT_TRUE(all.read(offset, got.data(), bytes));
        for (std::size_t i = 0; i < bytes; ++i) {
            ASSERT_EQ(got[i], static_cast<std::uint8_t>((offset + i) * 13)) << offset << ' ' << i;
        }
        EXPECT_EQ(got[bytes], 0xee);
    }
}

TEST_P(TransferBufferTest, WritesItsPiecesAndNothingBetweenThem) {
    const std::vector<std::uint8_t> before = memory.data;
    std::vector<std::uint8_t> bytes(2990);
    std::iota(bytes.begin(), bytes.end(), std::uint8_t{77});
    TransferBuffer all = buffer();
    ASSERT_TRUE(all.write(5, bytes.data(), bytes.size()));
    std::vector<std::uint8_t> expected = before;
    for (std::size_t i = 0; i < bytes.size(); ++i) expected[where[5 + i]] = bytes[i];
    EXPECT_TRUE(memory.data == expected);
}

TEST_P(TransferBufferTest, MovesTagsWhereverTheyAreCut) {
    constexpr std::uint32_t kStride = 491;
    std::array<BlockTag, 6> tags;
    TransferBuffer all = buffer();
    ASSERT_TRUE(all.read_tags(7, kStride, tags.data(), 6));
    std::vector<std::uint8_t> expected = memory.data;
    for (std::uint64_t i = 0; i < 6; ++i) {
        std::array<std::byte, BlockTag::kBytes> raw;
        tags[i].store(raw.data());
        for (std::uint64_t byte = 0; byte < BlockTag::kBytes; ++byte) {
            const std::uint64_t at = 7 + i * kStride + byte;
            ASSERT_EQ(static_cast<std::uint8_t>(raw[byte]), static_cast<std::uint8_t>(at * 13));
            expected[where[at + 1]] = static_cast<std::uint8_t>(raw[byte]);
        }
    }
    ASSERT_TRUE(all.write_tags(8, kStride, tags.data(), 6));
    EXPECT_TRUE(memory.data == expected);
}

TEST_P(TransferBufferTest, FailsWhereMemoryDoes) {
    memory.open_window(place::kData + 600, false);
    memory.make_absent(pieces[3].addr + 500, 1);
    memory.make_read_only(pieces[5].addr, 1);
    std::array<std::uint8_t, 3000> bytes{};
    TransferBuffer all = buffer();
    EXPECT_FALSE(all.read(0, bytes.data(), 3000));
    EXPECT_TRUE(all.read(1001, bytes.data(), 1999));
    EXPECT_FALSE(all.write(1001, bytes.data(), 1999));
    std::array<BlockTag, 2> tags;
    EXPECT_FALSE(all.write_tags(1490, 512, tags.data(), 2));
    EXPECT_TRUE(all.read_tags(1490, 512, tags.data(), 2));
}

INSTANTIATE_TEST_SUITE_P(DirectAccess, TransferBufferTest, ::testing::Bool());

TEST(TransferBuffer, MovesMoreThanAMebibyteInOnePiece) {
    PlainMemory memory;
    const SgPiece piece{4096, (1 << 20) + 9};
    TransferBuffer all(memory, &piece, 1, piece.bytes);
    std::vector<std::uint8_t> bytes(piece.bytes, 0x3c);
    ASSERT_TRUE(all.write(0, bytes.data(), piece.bytes));
    EXPECT_EQ(memory.load(4095, 1), 0U);
    EXPECT_EQ(memory.load(4096 + piece.bytes - 1, 1), 0x3cU);
    EXPECT_EQ(memory.load(4096 + piece.bytes, 1), 0U);
    std::vector<std::uint8_t> got(piece.bytes);
    ASSERT_TRUE(all.read(0, got.data(), piece.bytes));
    EXPECT_TRUE(got == bytes);
}

}  // namespace
}  // namespace pvscsim
