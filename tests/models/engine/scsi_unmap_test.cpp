// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {
namespace {

struct Extent {
    std::uint64_t lba;
    std::uint32_t blocks;
};

ScsiCommand unmap_command(std::size_t list_bytes, std::uint64_t buffer_bytes) {
    ScsiCommand command = command_of({0x42, 0, 0, 0, 0, 0, 0, 0, 0, 0}, buffer_bytes);
    store_be16(&command.cdb[7], static_cast<std::uint16_t>(list_bytes));
    return command;
}

PlainBuffer unmap_list(const std::vector<Extent>& extents) {
    PlainBuffer buffer(8 + 16 * extents.size());
    std::fill(buffer.data.begin(), buffer.data.end(), std::uint8_t{0});
    store_be16(&buffer.data[0], static_cast<std::uint16_t>(buffer.data.size() - 2));
    store_be16(&buffer.data[2], static_cast<std::uint16_t>(buffer.data.size() - 8));
    for (std::size_t i = 0; i < extents.size(); ++i) {
        store_be64(&buffer.data[8 + 16 * i], extents[i].lba);
        store_be32(&buffer.data[16 + 16 * i], extents[i].blocks);
    }
    return buffer;
}

class ScsiUnmap : public ScsiHarness {
protected:
    using ScsiHarness::ScsiHarness;
    ScsiResult unmap(const std::vector<Extent>& extents) {
        PlainBuffer buffer = unmap_list(extents);
        return run(unmap_command(buffer.data.size(), buffer.data.size()), buffer);
    }
    ScsiResult write_same(unsigned opcode, unsigned bits, std::uint32_t lba, unsigned blocks,
                          const BlockTag& tag, std::uint64_t buffer_bytes = 512) {
        PlainBuffer buffer(buffer_bytes);
        if (buffer_bytes >= BlockTag::kBytes) buffer.put_tag(0, tag);
        return run(write_same_command(opcode, bits, lba, blocks, buffer_bytes), buffer);
    }
    static ScsiCommand write_same_command(unsigned opcode, unsigned bits, std::uint32_t lba,
                                          std::uint32_t blocks, std::uint64_t buffer_bytes = 512) {
        ScsiCommand command = transfer_10(opcode, lba, blocks, buffer_bytes);
        if (opcode == 0x93) {
            command = command_of({0x93, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}, buffer_bytes);
            store_be64(&command.cdb[2], lba);
            store_be32(&command.cdb[10], blocks);
        }
        command.cdb[1] = static_cast<std::uint8_t>(bits);
        return command;
    }
};

TEST_F(ScsiUnmap, ItsRangesReadAsZeroAfterwards) {
    mark(0, 100, 1);
    const ScsiResult result = unmap({{10, 5}, {90, 10}, {50, 0}});
    EXPECT_EQ(result.status, kStatusGood);
    EXPECT_EQ(result.moved_bytes, 56U);
    EXPECT_EQ(unit().store().allocated_blocks(), 85U);
    EXPECT_FALSE(medium(9).zero());
    EXPECT_TRUE(medium(10).zero());
    EXPECT_TRUE(medium(14).zero());
    EXPECT_FALSE(medium(15).zero());
    EXPECT_TRUE(medium(99).zero());
}

TEST_F(ScsiUnmap, ItVisitsTheStorage) {
    const ScsiPlan plan = target.plan(unmap_command(24, 24));
    EXPECT_EQ(plan.op, MediaOp::Unmap);
    EXPECT_EQ(plan.phase, DataPhase::FromInitiator);
    EXPECT_EQ(plan.transfer_bytes, 24U);
}

TEST_F(ScsiUnmap, AnEmptyListIsNoError) {
    EXPECT_EQ(target.plan(unmap_command(0, 0)).op, MediaOp::None);
    EXPECT_EQ(run(unmap_command(0, 0)).status, kStatusGood);
    EXPECT_EQ(unmap({}).status, kStatusGood);
}

TEST_F(ScsiUnmap, OneWrongRangeLeavesAllAlone) {
    mark(0, 10, 1);
    const ScsiResult result = unmap({{0, 10}, {kCapacityBlocks - 1, 2}});
    EXPECT_EQ(result.status, kStatusCheckCondition);
    EXPECT_EQ(result.sense, sense::lba_out_of_range());
    EXPECT_EQ(unit().store().allocated_blocks(), 10U);
}

TEST_F(ScsiUnmap, AListThatIsTooShortIsRefused) {
    PlainBuffer tiny(7);
    EXPECT_EQ(run(unmap_command(7, 7), tiny).sense, sense::parameter_list_length());
    PlainBuffer buffer = unmap_list({{0, 1}, {1, 1}});
    EXPECT_EQ(run(unmap_command(39, 40), buffer).sense, sense::parameter_list_length());
}

TEST_F(ScsiUnmap, AShortBufferIsAnOverrunThatChangesNothing) {
    mark(0, 10, 1);
    const PlainBuffer whole = unmap_list({{0, 10}});
    PlainBuffer buffer(20);
    std::copy_n(whole.data.begin(), 20, buffer.data.begin());
    const ScsiResult result = run(unmap_command(24, 20), buffer);
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 20U);
    EXPECT_EQ(unit().store().allocated_blocks(), 10U);
}

TEST_F(ScsiUnmap, ABeginningOfADescriptorIsIgnored) {
    mark(0, 10, 1);
    PlainBuffer buffer = unmap_list({{0, 4}, {4, 4}});
    store_be16(&buffer.data[2], 31);
    EXPECT_EQ(run(unmap_command(40, 40), buffer).status, kStatusGood);
    EXPECT_EQ(unit().store().allocated_blocks(), 6U);
}

TEST_F(ScsiUnmap, ItTakes255DescriptorsAndNoMore) {
    mark(0, 300, 1);
    std::vector<Extent> extents;
    for (std::uint64_t i = 0; i < 255; ++i) extents.push_back({i, 1});
    EXPECT_EQ(unmap(extents).status, kStatusGood);
    EXPECT_EQ(unit().store().allocated_blocks(), 45U);
    extents.push_back({255, 1});
    EXPECT_EQ(unmap(extents).sense, sense::invalid_parameter_field(2));
    EXPECT_EQ(unit().store().allocated_blocks(), 45U);
}

TEST_F(ScsiUnmap, AFaultChangesNothing) {
    mark(0, 10, 1);
    PlainBuffer buffer = unmap_list({{0, 10}});
    buffer.refused_from = 10;
    EXPECT_TRUE(run(unmap_command(24, 24), buffer).dma_fault);
    EXPECT_EQ(unit().store().allocated_blocks(), 10U);
}

TEST_F(ScsiUnmap, WriteSameRepeatsItsBlock) {
    for (const unsigned opcode : {0x41U, 0x93U}) {
        const BlockTag tag{77, opcode, 3};
        const ScsiResult result = write_same(opcode, 0, 10, 20, tag);
        EXPECT_EQ(result.status, kStatusGood);
        EXPECT_EQ(result.moved_bytes, 512U);
        EXPECT_TRUE(medium(9).zero());
        EXPECT_EQ(medium(10), tag);
        EXPECT_EQ(medium(29), tag);
        EXPECT_TRUE(medium(30).zero());
    }
}

TEST_F(ScsiUnmap, WriteSameOfZerosDeallocates) {
    for (const unsigned opcode : {0x41U, 0x93U}) {
        for (const unsigned bits : {0x00U, 0x08U}) {  // without and with UNMAP
            mark(0, 10, 1);
            EXPECT_EQ(write_same(opcode, bits, 0, 10, BlockTag{}).status, kStatusGood);
            EXPECT_EQ(unit().store().allocated_blocks(), 0U);
        }
    }
}

TEST_F(ScsiUnmap, WriteSameWithoutDataOutWritesZeros) {
    mark(0, 10, 1);
    const ScsiCommand command = write_same_command(0x93, 0x01, 2, 3, 0);
    const ScsiPlan plan = target.plan(command);
    EXPECT_EQ(plan.op, MediaOp::WriteSame);
    EXPECT_EQ(plan.phase, DataPhase::None);
    EXPECT_EQ(plan.transfer_bytes, 0U);
    EXPECT_EQ(plan.blocks, 3U);
    EXPECT_EQ(run(command).status, kStatusGood);
    EXPECT_EQ(unit().store().allocated_blocks(), 7U);
}

TEST_F(ScsiUnmap, WriteSameChecksRangeAndLength) {
    EXPECT_EQ(refusal_of(write_same_command(0x41, 0, kCapacityBlocks, 1)),
              sense::lba_out_of_range());
    EXPECT_EQ(refusal_of(write_same_command(0x41, 0, 0, 0)), sense::invalid_cdb_field(7));
    EXPECT_EQ(refusal_of(write_same_command(0x93, 0, 0, 0)), sense::invalid_cdb_field(10));
}

TEST_F(ScsiUnmap, WriteSameNeedsItsWholeBlock) {
    const ScsiResult result = write_same(0x41, 0, 0, 4, BlockTag{0, 1, 1}, 100);
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 100U);
    EXPECT_EQ(unit().store().allocated_blocks(), 0U);
}

TEST_F(ScsiUnmap, WriteSameOfUnreadableDataChangesNothing) {
    PlainBuffer buffer(512);
    buffer.refused_from = 0;
    EXPECT_TRUE(run(write_same_command(0x41, 0, 0, 4), buffer).dma_fault);
    EXPECT_EQ(unit().store().allocated_blocks(), 0U);
}

class ScsiUnmapThick : public ScsiUnmap {
protected:
    static TargetConfig thick() {
        TargetConfig config = ScsiHarness::config();
        config.thin = false;
        config.capacity_blocks = 0x800000;
        return config;
    }
    ScsiUnmapThick() : ScsiUnmap(thick()) {}
};

TEST_F(ScsiUnmapThick, UnmapIsNotThere) {
    EXPECT_EQ(refusal_of(unmap_command(24, 24)), sense::invalid_opcode());
    EXPECT_EQ(refusal_of(write_same_command(0x41, 0x08, 0, 1)), sense::invalid_cdb_field(1, 3));
    EXPECT_EQ(refusal_of(write_same_command(0x93, 0x08, 0, 1)), sense::invalid_cdb_field(1, 3));
}

TEST_F(ScsiUnmapThick, WriteSameHasALongestRange) {
    EXPECT_FALSE(target.plan(write_same_command(0x93, 0, 0, 0x400000)).decided);
    EXPECT_EQ(refusal_of(write_same_command(0x93, 0, 0, 0x400001)), sense::invalid_cdb_field(10));
}

}  // namespace
}  // namespace pvscsim
