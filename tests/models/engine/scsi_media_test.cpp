// SPDX-License-Identifier: Apache-2.0
#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {
namespace {

class ScsiMedia : public ScsiHarness {};

/// A media command of each length, for block 0x1234 and 3 blocks.
struct TransferForm {
    unsigned read;
    unsigned write;
    std::vector<unsigned> rest;
};
const std::vector<TransferForm> kForms{
    {0x08, 0x0a, {0, 0x12, 0x34, 3, 0}},
    {0x28, 0x2a, {0, 0, 0, 0x12, 0x34, 0, 0, 3, 0}},
    {0xa8, 0xaa, {0, 0, 0, 0x12, 0x34, 0, 0, 0, 3, 0, 0}},
    {0x88, 0x8a, {0, 0, 0, 0, 0, 0, 0, 0x12, 0x34, 0, 0, 0, 3, 0, 0}},
};

ScsiCommand command_of_form(unsigned opcode, const TransferForm& form, std::uint64_t bytes) {
    ScsiCommand command = command_of({opcode}, bytes);
    for (const unsigned byte : form.rest) {
        command.cdb[command.cdb_bytes++] = static_cast<std::uint8_t>(byte);
    }
    return command;
}

TEST_F(ScsiMedia, EveryLengthOfReadAndWriteSaysTheSame) {
    for (const TransferForm& form : kForms) {
        const ScsiPlan read = target.plan(command_of_form(form.read, form, 1536));
        EXPECT_EQ(read.op, MediaOp::Read);
        EXPECT_EQ(read.phase, DataPhase::ToInitiator);
        const ScsiPlan write = target.plan(command_of_form(form.write, form, 1536));
        EXPECT_EQ(write.op, MediaOp::Write);
        EXPECT_EQ(write.phase, DataPhase::FromInitiator);
        for (const ScsiPlan& plan : {read, write}) {
            EXPECT_FALSE(plan.decided);
            EXPECT_EQ(plan.lba, 0x1234U);
            EXPECT_EQ(plan.blocks, 3U);
            EXPECT_EQ(plan.transfer_bytes, 1536U);
        }
    }
}

TEST_F(ScsiMedia, WhatAWriteBringsAReadFinds) {
    for (const TransferForm& form : kForms) {
        // Given three tagged blocks, written.
        const std::uint32_t generation = form.write;
        PlainBuffer out(1536);
        for (std::uint64_t i = 0; i < 3; ++i) {
            out.put_tag(i * 512, BlockTag{0x1234 + i, generation, 7});
        }
        const ScsiResult written = run(command_of_form(form.write, form, 1536), out);
        EXPECT_EQ(written.status, kStatusGood);
        EXPECT_EQ(written.moved_bytes, 1536U);
        // When they are read.
        PlainBuffer in(1536);
        const ScsiResult read = run(command_of_form(form.read, form, 1536), in);
        // Then the tags are there, and nothing else of the buffer has changed.
        EXPECT_EQ(read.status, kStatusGood);
        EXPECT_EQ(read.moved_bytes, 1536U);
        EXPECT_FALSE(read.overrun);
        for (std::uint64_t i = 0; i < 3; ++i) {
            EXPECT_EQ(in.tag_at(i * 512), (BlockTag{0x1234 + i, generation, 7}));
            EXPECT_EQ(in.data[i * 512 + 16], 0xee);
        }
        EXPECT_TRUE(medium(0x1233).zero());
        EXPECT_TRUE(medium(0x1237).zero());
    }
}

TEST_F(ScsiMedia, UnwrittenBlocksReadAsZero) {
    PlainBuffer in(1024);
    run(transfer_10(0x28, 0, 2, 1024), in);
    EXPECT_TRUE(in.tag_at(0).zero());
    EXPECT_TRUE(in.tag_at(512).zero());
}

TEST_F(ScsiMedia, SixByteCommandsWithLengthZeroMean256Blocks) {
    EXPECT_EQ(target.plan(command_of({0x08, 0, 0, 0, 0, 0})).blocks, 256U);
    EXPECT_EQ(target.plan(command_of({0x08, 0, 0, 0, 0, 0})).transfer_bytes, 131072U);
}

TEST_F(ScsiMedia, SixByteCommandsIgnoreTheOldUnitField) {
    EXPECT_EQ(target.plan(command_of({0x08, 0xe0, 0, 7, 1, 0})).lba, 7U);
}

TEST_F(ScsiMedia, NoBlocksAreNoError) {
    for (const unsigned opcode : {0x28U, 0x2aU}) {
        const ScsiPlan plan = target.plan(transfer_10(opcode, kCapacityBlocks, 0, 0));
        EXPECT_FALSE(plan.decided);
        EXPECT_EQ(plan.op, MediaOp::None);
        EXPECT_EQ(plan.transfer_bytes, 0U);
        const ScsiResult result = run(transfer_10(opcode, 0, 0, 0));
        EXPECT_EQ(result.status, kStatusGood);
        EXPECT_FALSE(result.overrun);
    }
}

TEST_F(ScsiMedia, TheLastBlockIsInRangeAndTheNextIsNot) {
    EXPECT_FALSE(target.plan(transfer_10(0x28, kCapacityBlocks - 1, 1, 512)).decided);
    EXPECT_EQ(refusal_of(transfer_10(0x28, kCapacityBlocks - 1, 2, 1024)),
              sense::lba_out_of_range());
    EXPECT_EQ(refusal_of(transfer_10(0x2a, kCapacityBlocks, 1, 512)), sense::lba_out_of_range());
    EXPECT_EQ(refusal_of(transfer_10(0x28, kCapacityBlocks + 1, 0, 0)), sense::lba_out_of_range());
}

TEST_F(ScsiMedia, ARangeThatWrapsIsOutOfRange) {
    const ScsiCommand command = command_of(
        {0x88, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2, 0, 0}, 1024);
    EXPECT_EQ(refusal_of(command), sense::lba_out_of_range());
}

TEST_F(ScsiMedia, ForceUnitAccessIsSeen) {
    ScsiCommand command = transfer_10(0x2a, 0, 1, 512);
    EXPECT_FALSE(target.plan(command).force_unit_access);
    command.cdb[1] = 0x18;  // DPO and FUA
    EXPECT_TRUE(target.plan(command).force_unit_access);
    EXPECT_FALSE(target.plan(command).decided);
}

TEST_F(ScsiMedia, ProtectionIsRefusedWithAPointerToIt) {
    ScsiCommand command = transfer_10(0x28, 0, 1, 512);
    command.cdb[1] = 0x20;
    EXPECT_EQ(refusal_of(command), sense::invalid_cdb_field(1, 5));
}

TEST_F(ScsiMedia, ABufferLongerThanTheCommandIsLeftAlone) {
    mark(0, 2, 1);
    PlainBuffer in(1024);
    const ScsiResult result = run(transfer_10(0x28, 0, 1, 1024), in);
    EXPECT_EQ(result.moved_bytes, 512U);
    EXPECT_FALSE(result.overrun);
    EXPECT_EQ(in.data[512], 0xee);
}

TEST_F(ScsiMedia, AShortBufferGetsWhatFitsAndAnOverrun) {
    mark(0, 3, 1);
    PlainBuffer in(520);
    const ScsiResult result = run(transfer_10(0x28, 0, 3, 520), in);
    EXPECT_EQ(result.status, kStatusGood);
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 520U);
    EXPECT_EQ(in.tag_at(0), (BlockTag{0, 1, 9}));
    EXPECT_EQ(in.data[512], 1U);  // the beginning of block 1's tag
}

TEST_F(ScsiMedia, AShortWriteChangesWholeBlocksAlone) {
    PlainBuffer out(1000);
    out.put_tag(0, BlockTag{0, 4, 9});
    out.put_tag(512, BlockTag{1, 4, 9});
    const ScsiResult result = run(transfer_10(0x2a, 0, 2, 1000), out);
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 1000U);
    EXPECT_EQ(medium(0), (BlockTag{0, 4, 9}));
    EXPECT_TRUE(medium(1).zero());
}

TEST_F(ScsiMedia, NoBufferIsAnOverrunOfEverything) {
    const ScsiResult result = run(transfer_10(0x28, 0, 1, 0));
    EXPECT_TRUE(result.overrun);
    EXPECT_EQ(result.moved_bytes, 0U);
}

TEST_F(ScsiMedia, AFaultStopsTheTransferAtItsBlock) {
    constexpr unsigned kBlocks = 200;
    for (const unsigned opcode : {0x28U, 0x2aU}) {
        for (const std::uint64_t good_blocks : {0ULL, 1ULL, 63ULL, 64ULL, 130ULL, 199ULL}) {
            PlainBuffer buffer(kBlocks * 512);
            for (std::uint64_t i = 0; i < kBlocks; ++i) {
                buffer.put_tag(i * 512, BlockTag{i, 77, 9});
            }
            unit().store().discard(0, kCapacityBlocks);
            buffer.refused_from = good_blocks * 512 + 100;
            const ScsiResult result = run(transfer_10(opcode, 0, kBlocks, kBlocks * 512), buffer);
            EXPECT_TRUE(result.dma_fault);
            EXPECT_EQ(result.moved_bytes, good_blocks * 512);
            if (opcode == 0x2a) {
                EXPECT_EQ(unit().store().allocated_blocks(), good_blocks);
            }
        }
    }
}

TEST_F(ScsiMedia, AFailedMediumMovesNothing) {
    const ScsiPlan read = target.plan(transfer_10(0x28, 300, 4, 2048));
    const ScsiPlan write = target.plan(transfer_10(0x2a, 400, 4, 2048));
    const ScsiResult failed_read = LogicalUnit::fail(read);
    const ScsiResult failed_write = LogicalUnit::fail(write);
    EXPECT_EQ(failed_read.status, kStatusCheckCondition);
    EXPECT_EQ(failed_read.moved_bytes, 0U);
    EXPECT_EQ(failed_read.sense, sense::read_error(300));
    EXPECT_EQ(failed_write.sense, sense::write_error(400));
}

TEST_F(ScsiMedia, AFlushCoversItsRange) {
    const ScsiPlan ten = target.plan(command_of({0x35, 0, 0, 0, 0, 16, 0, 0, 8, 0}));
    EXPECT_EQ(ten.op, MediaOp::Flush);
    EXPECT_EQ(ten.lba, 16U);
    EXPECT_EQ(ten.blocks, 8U);
    EXPECT_EQ(ten.transfer_bytes, 0U);
    const ScsiPlan rest =
        target.plan(command_of({0x91, 0, 0, 0, 0, 0, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0}));
    EXPECT_EQ(rest.op, MediaOp::Flush);
    EXPECT_EQ(rest.blocks, kCapacityBlocks - 16);
    EXPECT_EQ(run(command_of({0x35, 0, 0, 0, 0, 0, 0, 0, 0, 0})).status, kStatusGood);
    EXPECT_EQ(refusal_of(command_of({0x35, 0, 0, 1, 0, 0, 0, 0, 1, 0})), sense::lba_out_of_range());
}

TEST_F(ScsiMedia, AnImmediateFlushEndsAtOnce) {
    const ScsiPlan plan = target.plan(command_of({0x35, 2, 0, 0, 0, 0, 0, 0, 0, 0}));
    EXPECT_FALSE(plan.decided);
    EXPECT_EQ(plan.op, MediaOp::None);
}

class ScsiMedia4k : public ScsiHarness {
protected:
    static TargetConfig large_blocks() {
        TargetConfig config = ScsiHarness::config();
        config.block_bytes = 4096;
        return config;
    }
    ScsiMedia4k() : ScsiHarness(large_blocks()) {}
};

TEST_F(ScsiMedia4k, BlocksAreFourKilobytesApart) {
    PlainBuffer out(8192);
    out.put_tag(0, BlockTag{9998, 1, 2});
    out.put_tag(4096, BlockTag{9999, 1, 2});
    const ScsiResult result = run(transfer_10(0x2a, 9998, 2, 8192), out);
    EXPECT_EQ(result.moved_bytes, 8192U);
    EXPECT_EQ(medium(9998), (BlockTag{9998, 1, 2}));
    EXPECT_EQ(medium(9999), (BlockTag{9999, 1, 2}));
    EXPECT_EQ(refusal_of(transfer_10(0x2a, 9999, 2, 8192)), sense::lba_out_of_range());
}

}  // namespace
}  // namespace pvscsim
