// SPDX-License-Identifier: Apache-2.0
#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {
namespace {

class ScsiTargets : public ScsiHarness {};

TEST_F(ScsiTargets, ANewUnitReportsPowerOnOnce) {
    ScsiTarget fresh(config(), 0);
    const ScsiCommand ready = command_of({0, 0, 0, 0, 0, 0});
    const ScsiPlan first = fresh.plan(ready);
    EXPECT_TRUE(first.decided);
    EXPECT_EQ(first.sense, sense::unit_attention(0x29, 0x00));
    EXPECT_FALSE(fresh.plan(ready).decided);
}

TEST_F(ScsiTargets, AResetConcernsEveryUnit) {
    target.reset();
    for (const std::uint8_t lun : std::initializer_list<std::uint8_t>{0, 1}) {
        EXPECT_EQ(refusal_of(command_of({0, 0, 0, 0, 0, 0}, 0, lun)),
                  sense::unit_attention(0x29, 0x00));
    }
}

TEST_F(ScsiTargets, AUnitAttentionConcernsItsUnitAlone) {
    unit(1).reset();
    EXPECT_FALSE(target.plan(command_of({0, 0, 0, 0, 0, 0}, 0, 0)).decided);
    EXPECT_TRUE(target.plan(command_of({0, 0, 0, 0, 0, 0}, 0, 1)).decided);
}

TEST_F(ScsiTargets, AnInvalidOpcodeWaitsForTheUnitAttention) {
    unit().reset();
    ScsiCommand command = command_of({0xff, 0, 0, 0, 0, 0});
    EXPECT_EQ(refusal_of(command), sense::unit_attention(0x29, 0x00));
    EXPECT_EQ(refusal_of(command), sense::invalid_opcode());
}

TEST_F(ScsiTargets, UnitsHaveMediaOfTheirOwn) {
    PlainBuffer out(512);
    out.put_tag(0, BlockTag{3, 1, 1});
    ScsiCommand command = transfer_10(0x2a, 3, 1, 512);
    command.lun = 1;
    run(command, out);
    EXPECT_EQ(unit(0).store().allocated_blocks(), 0U);
    EXPECT_EQ(unit(1).store().allocated_blocks(), 1U);
}

TEST_F(ScsiTargets, ReportLunsListsTheUnitsWhicheverIsAsked) {
    for (const std::uint8_t lun : std::initializer_list<std::uint8_t>{0, 1, 77}) {
        const std::vector<std::uint8_t> data =
            data_of(command_of({0xa0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, 256, lun));
        ASSERT_EQ(data.size(), 24U);
        EXPECT_EQ(load_be32(data.data()), 16U);
        EXPECT_EQ(load_be64(&data[8]), 0U);
        EXPECT_EQ(load_be64(&data[16]), std::uint64_t{1} << 48);
    }
}

TEST_F(ScsiTargets, AUnitThatGoesIsListedNoMoreAndTheOthersTell) {
    const ScsiCommand list = command_of({0xa0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0}, 256);
    const ScsiCommand ready = command_of({0, 0, 0, 0, 0, 0});
    target.attach(1, false);
    EXPECT_EQ(refusal_of(ready), sense::unit_attention(0x3f, 0x0e));
    EXPECT_EQ(load_be32(data_of(list).data()), 8U);
    target.attach(1, true);
    EXPECT_EQ(load_be32(data_of(list).data()), 16U);
    EXPECT_FALSE(target.plan(ready).decided);  // the list has told
    EXPECT_EQ(refusal_of(command_of({0, 0, 0, 0, 0, 0}, 0, 1)), sense::unit_attention(0x29, 0x00));
}

TEST_F(ScsiTargets, AUnitThatIsAwayIsAwayAfterARestore) {
    target.attach(1, false);
    Archive saved;
    target.archive(saved);
    ScsiTarget restored(config(), 0);
    Archive bytes(saved.take_bytes());
    restored.archive(bytes);
    EXPECT_TRUE(bytes.at_end());
    EXPECT_FALSE(restored.has_unit(1));
}

TEST_F(ScsiTargets, ReportLunsKnowsItsSelections) {
    const auto report = [](unsigned select) {
        return command_of({0xa0, 0, select, 0, 0, 0, 0, 0, 1, 0, 0, 0}, 256);
    };
    EXPECT_EQ(data_of(report(1)).size(), 8U);
    EXPECT_EQ(data_of(report(2)).size(), 24U);
    EXPECT_EQ(refusal_of(report(3)), sense::invalid_cdb_field(2));
}

TEST_F(ScsiTargets, ATargetCanHave255Units) {
    TargetConfig many = config();
    many.luns = 255;
    ScsiTarget large(many, 0);
    const ScsiCommand command = command_of({0xa0, 0, 0, 0, 0, 0, 0, 0, 0x10, 0, 0, 0});
    PlainBuffer buffer(4096);
    const ScsiResult result = large.execute(command, large.plan(command), buffer);
    EXPECT_EQ(result.moved_bytes, 8U + 255U * 8U);
    EXPECT_EQ(load_be64(&buffer.data[8 + 254 * 8]), std::uint64_t{254} << 48);
}

TEST_F(ScsiTargets, InquiryOfAnAbsentUnitSaysThatNothingIsThere) {
    const std::vector<std::uint8_t> data = data_of(command_of({0x12, 0, 0, 0, 36, 0}, 36, 2));
    ASSERT_EQ(data.size(), 36U);
    EXPECT_EQ(data[0], 0x7f);
    EXPECT_EQ(refusal_of(command_of({0x12, 1, 0x80, 0, 36, 0}, 36, 2)),
              sense::invalid_cdb_field(1, 0));
    EXPECT_EQ(refusal_of(command_of({0x12, 0, 0x80, 0, 36, 0}, 36, 2)),
              sense::invalid_cdb_field(2));
}

TEST_F(ScsiTargets, RequestSenseOfAnAbsentUnitSaysWhy) {
    const std::vector<std::uint8_t> data = data_of(command_of({3, 0, 0, 0, 18, 0}, 18, 2));
    const SenseBytes expected = sense::unit_not_supported().fixed_format();
    EXPECT_EQ(data, std::vector<std::uint8_t>(expected.begin(), expected.end()));
}

}  // namespace
}  // namespace pvscsim
