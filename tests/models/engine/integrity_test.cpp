// SPDX-License-Identifier: Apache-2.0
#include "models/engine/integrity.h"

#include <gtest/gtest.h>

#include <vector>

namespace pvscsim {
namespace {

constexpr std::uint32_t kDisk = 6;
constexpr std::uint64_t kBlocks = 100000;

class Integrity : public ::testing::Test {
protected:
    std::uint32_t write(std::uint64_t lba, std::uint64_t n, bool ok = true) {
        const std::uint32_t generation = checker.issue_write(lba, n);
        checker.write_ended(lba, n, generation, ok);
        return generation;
    }
    void zero(std::uint64_t lba, std::uint64_t n, bool ok = true) {
        checker.write_ended(lba, n, checker.issue_zero(lba, n), ok);
    }
    bool accepts(std::uint64_t lba, const BlockTag& tag) {
        return accepts(lba, tag, checker.read_started());
    }
    bool accepts(std::uint64_t lba, const BlockTag& tag, IntegrityChecker::Snapshot started) {
        return checker.check_read(lba, 1, started, &tag, BlockTag::kBytes) == 0;
    }
    static BlockTag tag(std::uint64_t lba, std::uint32_t generation) {
        return BlockTag{lba, generation, kDisk};
    }

    IntegrityChecker checker{kBlocks, kDisk};
};

TEST_F(Integrity, NeverWrittenBlocksAreZero) {
    EXPECT_TRUE(accepts(5, BlockTag{}));
    EXPECT_FALSE(accepts(5, tag(5, 1)));
    write(6, 1);
    EXPECT_TRUE(accepts(5, BlockTag{}));
    EXPECT_FALSE(accepts(5, tag(5, 1)));
}

TEST_F(Integrity, GenerationsRise) {
    EXPECT_EQ(checker.issue_write(0, 1), 1U);
    EXPECT_EQ(checker.issue_zero(0, 1), 2U);
    EXPECT_EQ(checker.issue_write(0, 1), 3U);
}

TEST_F(Integrity, TagsNameTheirBlocks) {
    std::vector<BlockTag> tags(3);
    checker.write_tags(1023, 3, 9, tags.data());
    EXPECT_EQ(tags, (std::vector<BlockTag>{tag(1023, 9), tag(1024, 9), tag(1025, 9)}));
}

TEST_F(Integrity, AWriteThatEndedMustBeThere) {
    const std::uint32_t old_generation = write(10, 1);
    const std::uint32_t generation = write(10, 1);
    EXPECT_TRUE(accepts(10, tag(10, generation)));
    EXPECT_FALSE(accepts(10, tag(10, old_generation)));  // lost, or stale
    EXPECT_FALSE(accepts(10, BlockTag{}));
    EXPECT_FALSE(accepts(10, tag(10, generation + 1)));
}

TEST_F(Integrity, DataOfAnotherPlaceIsWrong) {
    const std::uint32_t generation = write(10, 2);
    EXPECT_FALSE(accepts(10, tag(11, generation)));
    EXPECT_FALSE(accepts(10, BlockTag{10, generation, kDisk + 1}));
    EXPECT_FALSE(accepts(10, BlockTag{10, 0, kDisk}));
}

TEST_F(Integrity, EachWrongBlockCountsAcrossChunks) {
    const std::uint32_t generation = write(1020, 10);
    std::vector<BlockTag> tags(12);
    checker.write_tags(1019, 12, generation, tags.data());
    tags[2].generation += 1;  // 1021
    tags[8].lba += 1;         // 1027
    // 1019 and 1030 were never written.
    EXPECT_EQ(checker.check_read(1019, 12, checker.read_started(), tags.data(), BlockTag::kBytes),
              4U);
}

TEST_F(Integrity, AFailedWriteLeavesBothContentsLegal) {
    const std::uint32_t good = write(10, 1);
    const std::uint32_t failed = write(10, 1, false);
    EXPECT_TRUE(accepts(10, tag(10, good)));
    EXPECT_TRUE(accepts(10, tag(10, failed)));
    EXPECT_FALSE(accepts(10, BlockTag{}));
    const std::uint32_t last = write(10, 1);
    EXPECT_FALSE(accepts(10, tag(10, good)));
    EXPECT_FALSE(accepts(10, tag(10, failed)));
    EXPECT_TRUE(accepts(10, tag(10, last)));
}

TEST_F(Integrity, AFailedFirstWriteLeavesZeroLegal) {
    const std::uint32_t failed = write(10, 1, false);
    EXPECT_TRUE(accepts(10, BlockTag{}));
    EXPECT_TRUE(accepts(10, tag(10, failed)));
}

TEST_F(Integrity, AWriteInFlightMayBeThereOrNot) {
    const std::uint32_t good = write(10, 1);
    const std::uint32_t flying = checker.issue_write(10, 1);
    EXPECT_TRUE(accepts(10, tag(10, good)));
    EXPECT_TRUE(accepts(10, tag(10, flying)));
    EXPECT_FALSE(accepts(10, BlockTag{}));
}

TEST_F(Integrity, AReadThatBeganBeforeAWriteEndedMayFindOldData) {
    const std::uint32_t good = write(10, 1);
    const IntegrityChecker::Snapshot before = checker.read_started();
    const std::uint32_t last = write(10, 1);
    EXPECT_TRUE(accepts(10, tag(10, good), before));
    EXPECT_TRUE(accepts(10, tag(10, last), before));
    EXPECT_FALSE(accepts(10, tag(10, last + 1), before));
    EXPECT_FALSE(accepts(10, tag(10, good), checker.read_started()));
}

TEST_F(Integrity, OverlappingWritesMayEndInAnyOrder) {
    const std::uint32_t old_generation = write(10, 1);
    const std::uint32_t first = checker.issue_write(10, 1);
    const std::uint32_t second = checker.issue_write(10, 1);
    checker.write_ended(10, 1, second, true);
    checker.write_ended(10, 1, first, true);
    EXPECT_TRUE(accepts(10, tag(10, first)));
    EXPECT_TRUE(accepts(10, tag(10, second)));
    EXPECT_FALSE(accepts(10, tag(10, old_generation)));
}

TEST_F(Integrity, DiscardedBlocksAreZero) {
    const std::uint32_t generation = write(10, 4);
    zero(11, 2);
    EXPECT_TRUE(accepts(10, tag(10, generation)));
    EXPECT_TRUE(accepts(11, BlockTag{}));
    EXPECT_FALSE(accepts(11, tag(11, generation)));
    const std::uint32_t again = write(11, 1);
    EXPECT_FALSE(accepts(11, BlockTag{}));
    EXPECT_TRUE(accepts(11, tag(11, again)));
}

TEST_F(Integrity, AFailedDiscardLeavesBothContentsLegal) {
    const std::uint32_t generation = write(10, 1);
    zero(10, 1, false);
    EXPECT_TRUE(accepts(10, BlockTag{}));
    EXPECT_TRUE(accepts(10, tag(10, generation)));
}

TEST_F(Integrity, ADiscardInFlightIsKnownToBlocksWrittenForTheFirstTime) {
    const std::uint32_t discard = checker.issue_zero(0, kBlocks);
    const std::uint32_t generation = write(5000, 1);
    EXPECT_TRUE(accepts(5000, BlockTag{}));  // the discard may have come last
    checker.write_ended(0, kBlocks, discard, true);
    EXPECT_TRUE(accepts(5000, BlockTag{}));
    EXPECT_TRUE(accepts(5000, tag(5000, generation)));
    const std::uint32_t last = write(5000, 1);
    EXPECT_FALSE(accepts(5000, BlockTag{}));
    EXPECT_TRUE(accepts(5000, tag(5000, last)));
}

TEST_F(Integrity, ADiscardThatEndedIsNotHeldAgainstLaterWrites) {
    zero(0, kBlocks);
    const std::uint32_t generation = write(5000, 1);
    EXPECT_TRUE(accepts(5000, tag(5000, generation)));
    EXPECT_FALSE(accepts(5000, BlockTag{}));
}

}  // namespace
}  // namespace pvscsim
