// SPDX-License-Identifier: Apache-2.0
#include <string>

#include "tests/models/engine/scsi_harness.h"

namespace pvscsim {
namespace {

/// A well-formed command of each row: lengths are small, pages exist, verification compares.
ScsiCommand sample_of(const OpcodeSpec& spec) {
    ScsiCommand command;
    command.cdb[0] = spec.opcode;
    if (spec.service_action != kNoServiceAction) command.cdb[1] = spec.service_action;
    command.cdb_bytes = spec.cdb_bytes;
    constexpr std::array<std::size_t, 17> kLengthAt{0, 0, 0, 0, 0, 0, 4, 0, 0,
                                                    0, 8, 0, 9, 0, 0, 0, 13};
    command.cdb[kLengthAt[spec.cdb_bytes]] = 8;
    switch (spec.operation) {
        case ScsiOperation::ReadCapacity:
            if (spec.cdb_bytes == 10) command.cdb[8] = 0;
            break;
        case ScsiOperation::ModeSense:
        case ScsiOperation::LogSense:
            command.cdb[2] = spec.operation == ScsiOperation::ModeSense ? 0x3f : 0x0d;
            break;
        case ScsiOperation::ModeSelect:
            command.cdb[1] = 0x10;  // a header alone
            command.cdb[kLengthAt[spec.cdb_bytes]] = spec.cdb_bytes == 6 ? 4 : 8;
            break;
        case ScsiOperation::Inquiry:
            command.cdb[4] = 36;
            break;
        case ScsiOperation::Verify:
            command.cdb[1] = 0x02;
            break;
        case ScsiOperation::StartStop:
            command.cdb[4] = 0x01;
            break;
        case ScsiOperation::SendDiagnostic:
            command.cdb[4] = 0;
            break;
        case ScsiOperation::PersistentOut:
            command.cdb[2] = 0x01;
            command.cdb[8] = spec.service_action == 7 ? 48 : 24;
            break;
        case ScsiOperation::ExtendedCopy:
            command.cdb[13] = 16;  // neither descriptors nor segments
            break;
        default:
            break;
    }
    return command;
}

/// The status of a sample: who has not registered cannot do more than that.
std::uint8_t sample_status(const OpcodeSpec& spec) {
    if (spec.operation == ScsiOperation::PreFetch) return kStatusConditionMet;
    const bool registers = spec.service_action == 0 || spec.service_action == 6;
    if (spec.operation == ScsiOperation::PersistentOut && !registers) {
        return spec.service_action == 7 ? kStatusCheckCondition : kStatusReservationConflict;
    }
    return kStatusGood;
}

class ScsiOpcodes : public ScsiHarness {};

TEST_F(ScsiOpcodes, EveryRowIsFoundAndPlannedWithItsPhase) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        EXPECT_EQ(find_opcode(spec.opcode, sample_of(spec).cdb[1]), &spec);
        const ScsiPlan plan = target.plan(sample_of(spec));
        EXPECT_FALSE(plan.decided);
        EXPECT_EQ(plan.operation, spec.operation);
        EXPECT_EQ(plan.phase, spec.phase);
        EXPECT_EQ(plan.transfer_bytes != 0, spec.phase != DataPhase::None);
    }
}

TEST_F(ScsiOpcodes, EveryRowRunsWithALongerCdb) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        ScsiCommand command = sample_of(spec);
        command.cdb_bytes = 16;
        PlainBuffer buffer(8192);
        std::fill(buffer.data.begin(), buffer.data.end(), std::uint8_t{0});
        const ScsiResult result = run(command, buffer);
        EXPECT_EQ(result.status, sample_status(spec));
        EXPECT_EQ(result.moved_bytes != 0, spec.phase != DataPhase::None);
        unit().reset();
        unit().forget_attention();
    }
}

TEST_F(ScsiOpcodes, EveryRowRefusesAShorterCdb) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        for (std::uint8_t cdb_bytes = 0; cdb_bytes < spec.cdb_bytes; ++cdb_bytes) {
            ScsiCommand command = sample_of(spec);
            command.cdb_bytes = cdb_bytes;
            EXPECT_EQ(refusal_of(command), sense::invalid_cdb_field(cdb_bytes));
        }
    }
}

TEST_F(ScsiOpcodes, EveryRowRefusesItsReservedBits) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        for (std::uint8_t bit = 0; bit < 8; ++bit) {
            if ((spec.reserved_bits >> bit & 1) == 0) continue;
            const auto used = std::stoul(std::string(spec.usage.substr(0, 2)), nullptr, 16);
            EXPECT_EQ(used >> bit & 1U, 0U);
            ScsiCommand command = sample_of(spec);
            command.cdb[1] = static_cast<std::uint8_t>(command.cdb[1] | 1U << bit);
            EXPECT_EQ(refusal_of(command), sense::invalid_cdb_field(1, bit));
        }
    }
}

TEST_F(ScsiOpcodes, EveryRowRefusesContingentAllegiance) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        ScsiCommand command = sample_of(spec);
        const auto control = static_cast<std::uint16_t>(spec.cdb_bytes - 1);
        command.cdb[control] = 0x04;
        EXPECT_EQ(refusal_of(command), sense::invalid_cdb_field(control, 2));
    }
}

TEST_F(ScsiOpcodes, EveryRowReportsOrPassesAUnitAttention) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        unit().reset();
        const ScsiPlan first = target.plan(sample_of(spec));
        EXPECT_EQ(first.decided, spec.reports_attention);
        EXPECT_EQ(unit().attention_pending(), !spec.reports_attention);
        if (!spec.reports_attention) continue;
        EXPECT_EQ(first.sense, sense::unit_attention(0x29, 0x00));
        EXPECT_FALSE(target.plan(sample_of(spec)).decided);
    }
}

TEST_F(ScsiOpcodes, EveryRowAnswersForAnAbsentUnit) {
    for (const OpcodeSpec& spec : kOpcodes) {
        SCOPED_TRACE(spec.name);
        for (const std::uint8_t lun : std::initializer_list<std::uint8_t>{2, 255}) {
            ScsiCommand command = sample_of(spec);
            command.lun = lun;
            const ScsiPlan plan = target.plan(command);
            EXPECT_EQ(plan.decided, spec.reports_attention);
            if (plan.decided) {
                EXPECT_EQ(refusal_of(command), sense::unit_not_supported());
            }
        }
    }
}

TEST_F(ScsiOpcodes, WhatHasNoRowIsAnInvalidOpcode) {
    for (unsigned opcode = 0; opcode < 256; ++opcode) {
        const bool has_row =
            std::any_of(kOpcodes.begin(), kOpcodes.end(),
                        [opcode](const OpcodeSpec& spec) { return spec.opcode == opcode; });
        if (has_row) continue;
        ScsiCommand command = command_of({opcode});
        command.cdb_bytes = 16;
        EXPECT_EQ(refusal_of(command), sense::invalid_opcode());
    }
}

TEST_F(ScsiOpcodes, AnUnknownServiceActionIsAnInvalidOpcode) {
    ScsiCommand command = command_of({0x9e, 0x13});
    command.cdb_bytes = 16;
    EXPECT_EQ(refusal_of(command), sense::invalid_opcode());
}

TEST(ScsiSense, FixedFormatCarriesAFieldPointer) {
    const SenseBytes expected{0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x24, 0, 0, 0xcb, 0, 1};
    EXPECT_EQ(sense::invalid_cdb_field(1, 3).fixed_format(), expected);
}

TEST(ScsiSense, FixedFormatCarriesTheBlockOfAMediumError) {
    const SenseBytes read{0xf0, 0, 3, 0x12, 0x34, 0x56, 0x78, 10, 0, 0, 0, 0, 0x11};
    EXPECT_EQ(sense::read_error(0x12345678).fixed_format(), read);
    const SenseBytes write{0xf0, 0, 3, 0, 0, 0, 1, 10, 0, 0, 0, 0, 0x0c};
    EXPECT_EQ(sense::write_error(1).fixed_format(), write);
}

TEST(ScsiSense, ABlockThatDoesNotFitIsLeftOut) {
    const SenseBytes expected{0x70, 0, 3, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x11};
    EXPECT_EQ(sense::read_error(0x100000000).fixed_format(), expected);
}

}  // namespace
}  // namespace pvscsim
