// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_report.h"

#include <algorithm>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_opcodes.h"

namespace pvscsim {

namespace {

enum ReportingOption : std::uint8_t { AllCommands, ByOpcode, ByServiceAction, ByEither };

constexpr std::uint16_t kTimeoutsBytes = 12;

bool offers_command(const UnitIdentity& unit, const OpcodeSpec& spec) {
    const bool needs_thin =
        spec.operation == ScsiOperation::Unmap || spec.operation == ScsiOperation::GetLbaStatus;
    return unit.thin || !needs_thin;
}

/// Timeouts are not told: all 0.
void no_timeouts(ParameterData& data) {
    data.u16(kTimeoutsBytes - 2);
    data.zeros(kTimeoutsBytes - 2);
}

std::uint8_t value_of_digit(char letter) {
    return static_cast<std::uint8_t>(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

void all_commands(const UnitIdentity& unit, bool with_timeouts, ParameterData& data) {
    data.u32(0);
    for (const OpcodeSpec& spec : kOpcodes) {
        if (!offers_command(unit, spec)) continue;
        const bool has_action = spec.service_action != kNoServiceAction;
        data.u8(spec.opcode);
        data.u8(0);
        data.u16(has_action ? spec.service_action : 0);
        data.u8(0);
        data.u8((with_timeouts ? 0x02U : 0U) | (has_action ? 0x01U : 0U));
        data.u16(spec.cdb_bytes);
        if (with_timeouts) no_timeouts(data);
    }
    data.set_u32(0, data.size() - 4);
}

void one_command(const OpcodeSpec* spec, bool with_timeouts, ParameterData& data) {
    constexpr unsigned kNotSupported = 0x01;
    constexpr unsigned kAsTheStandardSays = 0x03;
    data.u8(0);
    if (spec == nullptr) {
        data.u8(kNotSupported);
        data.u16(0);
        return;
    }
    data.u8((with_timeouts ? 0x80U : 0U) | kAsTheStandardSays);
    data.u16(spec->cdb_bytes);
    data.u8(spec->opcode);
    for (std::size_t i = 0; i + 1 < spec->usage.size(); i += 2) {
        const unsigned bits = static_cast<unsigned>(value_of_digit(spec->usage[i])) << 4 |
                              value_of_digit(spec->usage[i + 1]);
        const bool is_action = i == 0 && spec->service_action != kNoServiceAction;
        data.u8(is_action ? spec->service_action : bits);
    }
    if (with_timeouts) no_timeouts(data);
}

}  // namespace

std::optional<Sense> refuse_report_opcodes(const std::array<std::uint8_t, 16>& cdb) {
    const std::uint8_t option = cdb[2] & 0x07;
    if (option > ByEither) return sense::invalid_cdb_field(2, 2);
    if (option != ByOpcode && option != ByServiceAction) return std::nullopt;
    // One way is for commands with service actions, the other for those without.
    const auto* spec = std::find_if(kOpcodes.begin(), kOpcodes.end(),
                                    [&](const OpcodeSpec& row) { return row.opcode == cdb[3]; });
    if (spec == kOpcodes.end()) return std::nullopt;
    const bool has_action = spec->service_action != kNoServiceAction;
    if (has_action == (option == ByOpcode)) return sense::invalid_cdb_field(2, 2);
    return std::nullopt;
}

void report_opcodes(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                    ParameterData& data) {
    const bool with_timeouts = (cdb[2] & 0x80) != 0;
    if ((cdb[2] & 0x07) == AllCommands) return all_commands(unit, with_timeouts, data);
    const std::uint16_t action = load_be16(&cdb[4]);
    const auto* spec = std::find_if(kOpcodes.begin(), kOpcodes.end(), [&](const OpcodeSpec& row) {
        return row.opcode == cdb[3] &&
               (row.service_action == kNoServiceAction ? action == 0 || (cdb[2] & 0x07) == ByOpcode
                                                       : row.service_action == action) &&
               offers_command(unit, row);
    });
    one_command(spec == kOpcodes.end() ? nullptr : spec, with_timeouts, data);
}

void report_task_management(bool extended, ParameterData& data) {
    constexpr unsigned kAbortTaskAndUnitReset = 0x80 | 0x08;
    data.u8(kAbortTaskAndUnitReset);
    data.zeros(2);
    if (!extended) return data.u8(0);
    data.u8(kTimeoutsBytes);
    data.zeros(kTimeoutsBytes);
}

void report_capacity(const UnitIdentity& unit, bool is_ten, ParameterData& data) {
    const std::uint64_t last_lba = unit.capacity_blocks - 1;
    if (is_ten) {
        // All ones: ask again with READ CAPACITY(16).
        data.u32(static_cast<std::uint32_t>(std::min<std::uint64_t>(last_lba, 0xffffffff)));
        data.u32(unit.block_bytes);
        return;
    }
    constexpr unsigned kThinReadsZero = 0xc000;  // LBPME, LBPRZ
    data.u64(last_lba);
    data.u32(unit.block_bytes);
    data.u8(0);  // no protection
    data.u8(unit.physical_exponent);
    data.u16(
        static_cast<std::uint16_t>((unit.thin ? kThinReadsZero : 0U) | unit.lowest_aligned_block));
    data.zeros(16);
}

void report_copy_parameters(const UnitIdentity& unit, ParameterData& data) {
    constexpr std::uint32_t kSegmentBlocksMax = 0xffff;
    constexpr unsigned kBlockToBlock = 0x02;
    constexpr unsigned kIdentification = 0xe4;
    data.u32(0);  // length, set below
    data.u32(1);  // SNLID: a list may have no identifier
    data.u16(kCopyDescriptorsMax);
    data.u16(kCopySegmentsMax);
    data.u32(kCopyDescriptorsMax * 32 + kCopySegmentsMax * 28);
    data.u32(kSegmentBlocksMax * unit.block_bytes);
    data.zeros(16);  // neither inline data, held data, streams nor spare
    data.u8(1);      // copies at a time
    data.u8(0);      // granularities: of bytes, as all that follows
    data.zeros(5);
    data.u8(2);  // descriptor types that follow
    data.u8(kBlockToBlock);
    data.u8(kIdentification);
    data.set_u32(0, data.size() - 4);
}

}  // namespace pvscsim
