// SPDX-License-Identifier: Apache-2.0
#include "models/engine/block_store.h"

#include <gtest/gtest.h>

#include <map>
#include <vector>

#include "models/base/random.h"

namespace pvscsim {
namespace {

std::vector<BlockTag> tags_of(const BlockStore& store, std::uint64_t lba, std::uint64_t n) {
    std::vector<BlockTag> tags(n, BlockTag{1, 2, 3});
    store.get(lba, n, tags.data(), BlockTag::kBytes);
    return tags;
}

std::vector<BlockTag> own_tags(std::uint64_t lba, std::uint64_t n, std::uint32_t generation) {
    std::vector<BlockTag> tags;
    for (std::uint64_t i = 0; i < n; ++i) tags.push_back(BlockTag{lba + i, generation, 4});
    return tags;
}

TEST(BlockTagBytes, AreLittleEndian) {
    const BlockTag tag{0x0102030405060708, 0x11121314, 0x21222324};
    std::vector<std::uint8_t> bytes(17);
    tag.store(&bytes[1]);
    EXPECT_EQ(bytes, (std::vector<std::uint8_t>{0, 8, 7, 6, 5, 4, 3, 2, 1, 0x14, 0x13, 0x12, 0x11,
                                                0x24, 0x23, 0x22, 0x21}));
    EXPECT_EQ(BlockTag::load(&bytes[1]), tag);
}

TEST(BlockTagBytes, ZeroIsAllOfIt) {
    EXPECT_TRUE(BlockTag{}.zero());
    EXPECT_FALSE((BlockTag{1, 0, 0}).zero());
    EXPECT_FALSE((BlockTag{0, 1, 0}).zero());
    EXPECT_FALSE((BlockTag{0, 0, 1}).zero());
}

TEST(BlockStore, ReturnsWhatWasPutAcrossChunks) {
    BlockStore store(100000);
    const std::vector<BlockTag> tags = own_tags(4000, 5000, 7);
    store.put(4000, tags.size(), tags.data());
    EXPECT_EQ(tags_of(store, 4000, 5000), tags);
    EXPECT_EQ(tags_of(store, 3999, 1), std::vector<BlockTag>(1));
    EXPECT_EQ(tags_of(store, 9000, 1), std::vector<BlockTag>(1));
    EXPECT_EQ(store.allocated_blocks(), 5000U);
}

TEST(BlockStore, KeepsTagsOfOtherBlocksAndDisks) {
    BlockStore store(100);
    const std::vector<BlockTag> tags{{10, 1, 4}, {10, 1, 4},          {12, 0xffffffff, 4},
                                     {13, 1, 5}, {14, 0, 4},          {0, 0xffffffff, 0},
                                     {16, 1, 4}, {0xffffffffff, 9, 4}};
    store.put(10, tags.size(), tags.data());
    EXPECT_EQ(tags_of(store, 10, tags.size()), tags);
    EXPECT_EQ(store.allocated_blocks(), tags.size());
    const std::vector<BlockTag> again = own_tags(10, tags.size(), 2);
    store.put(10, again.size(), again.data());
    EXPECT_EQ(tags_of(store, 10, again.size()), again);
}

TEST(BlockStore, FillsWithOneTag) {
    BlockStore store(10000);
    store.fill(4090, 10, BlockTag{4090, 1, 4});
    EXPECT_EQ(tags_of(store, 4090, 10), std::vector<BlockTag>(10, BlockTag{4090, 1, 4}));
    store.fill(4092, 3, BlockTag{});
    EXPECT_EQ(tags_of(store, 4092, 3), std::vector<BlockTag>(3));
    EXPECT_EQ(store.allocated_blocks(), 7U);
}

TEST(BlockStore, ForgetsWhatIsDiscarded) {
    BlockStore store(20000);
    const std::vector<BlockTag> tags = own_tags(0, 20000, 1);
    store.put(0, tags.size(), tags.data());
    store.discard(100, 15000);
    EXPECT_EQ(store.allocated_blocks(), 5000U);
    EXPECT_EQ(tags_of(store, 99, 1)[0].generation, 1U);
    EXPECT_TRUE(tags_of(store, 100, 1)[0].zero());
    EXPECT_TRUE(tags_of(store, 15099, 1)[0].zero());
    EXPECT_EQ(tags_of(store, 15100, 1)[0].generation, 1U);
}

TEST(BlockStore, CountsZeroTagsAsNothing) {
    BlockStore store(100);
    const std::vector<BlockTag> zeros(10);
    store.put(0, 10, zeros.data());
    EXPECT_EQ(store.allocated_blocks(), 0U);
    const std::vector<BlockTag> tags = own_tags(0, 10, 1);
    store.put(0, 10, tags.data());
    store.put(5, 2, zeros.data());
    EXPECT_EQ(store.allocated_blocks(), 8U);
}

TEST(BlockStore, AnEmptyPetabyteIsReadAndDiscarded) {
    // Only possible because chunks that do not exist are neither made nor visited one by one.
    constexpr std::uint64_t kBlocks = std::uint64_t{1} << 41;
    BlockStore store(kBlocks);
    store.discard(0, kBlocks);
    EXPECT_TRUE(tags_of(store, kBlocks - 1, 1)[0].zero());
    const BlockTag tag{kBlocks - 1, 1, 0};
    store.put(kBlocks - 1, 1, &tag);
    EXPECT_EQ(tags_of(store, kBlocks - 1, 1)[0], tag);
    store.discard(0, kBlocks);
    EXPECT_EQ(store.allocated_blocks(), 0U);
}

TEST(BlockStore, AgreesWithAMapOverRandomOperations) {
    constexpr std::uint64_t kBlocks = 20000;
    RandomStream random{1, "block_store_test"};
    BlockStore store(kBlocks);
    std::map<std::uint64_t, BlockTag> model;
    for (std::uint32_t step = 1; step <= 3000; ++step) {
        const std::uint64_t lba = random.below(kBlocks);
        const std::uint64_t n = 1 + random.below(std::min<std::uint64_t>(kBlocks - lba, 6000));
        const std::uint64_t kind = random.below(20);
        if (kind == 0) {
            store.discard(lba, n);
            model.erase(model.lower_bound(lba), model.lower_bound(lba + n));
        } else if (kind < 5) {
            const std::uint64_t few = std::min<std::uint64_t>(n, 20);
            const BlockTag tag{lba, step, 4};
            store.fill(lba, few, tag);
            for (std::uint64_t i = 0; i < few; ++i) model[lba + i] = tag;
        } else {
            const std::uint64_t few = std::min<std::uint64_t>(n, 20);
            const std::vector<BlockTag> tags = own_tags(lba, few, step);
            store.put(lba, few, tags.data());
            for (std::uint64_t i = 0; i < few; ++i) model[lba + i] = tags[i];
        }
        ASSERT_EQ(store.allocated_blocks(), model.size());
    }
    const std::vector<BlockTag> all = tags_of(store, 0, kBlocks);
    for (std::uint64_t lba = 0; lba < kBlocks; ++lba) {
        const auto entry = model.find(lba);
        ASSERT_EQ(all[lba], entry == model.end() ? BlockTag{} : entry->second) << lba;
    }
}

}  // namespace
}  // namespace pvscsim
