// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace pvscsim {

/// Which way the data of a command goes, as its CDB says.
enum class DataPhase : std::uint8_t { None, ToInitiator, FromInitiator };

/// What a logical unit does for a command; several opcodes share one.
enum class ScsiOperation : std::uint8_t {
    TestUnitReady,
    RequestSense,
    Inquiry,
    ModeSense,
    ReadCapacity,
    ReportLuns,
    Read,
    Write,
    SynchronizeCache,
    WriteSame,
    Unmap,
};

/// One command of the set. The fields of a CDB lie where its length says [SPC-4 4.2.2].
struct OpcodeSpec {
    std::uint8_t opcode;
    std::uint8_t service_action;  ///< low five bits of byte 1, or kNoServiceAction
    std::uint8_t cdb_bytes;
    ScsiOperation operation;
    DataPhase phase;
    std::uint8_t reserved_bits;  ///< bits of byte 1 that must be 0
    bool reports_attention;      ///< ends with a pending unit attention instead of running
    std::string_view name;
};
inline constexpr std::uint8_t kNoServiceAction = 0xff;
inline constexpr std::uint8_t kServiceActionMask = 0x1f;

// clang-format off
inline constexpr std::array<OpcodeSpec, 21> kOpcodes{{
    {0x00, kNoServiceAction,  6, ScsiOperation::TestUnitReady,    DataPhase::None,          0x00, true,  "TEST UNIT READY"},
    {0x03, kNoServiceAction,  6, ScsiOperation::RequestSense,     DataPhase::ToInitiator,   0x01, false, "REQUEST SENSE"},
    {0x08, kNoServiceAction,  6, ScsiOperation::Read,             DataPhase::ToInitiator,   0x00, true,  "READ(6)"},
    {0x0a, kNoServiceAction,  6, ScsiOperation::Write,            DataPhase::FromInitiator, 0x00, true,  "WRITE(6)"},
    {0x12, kNoServiceAction,  6, ScsiOperation::Inquiry,          DataPhase::ToInitiator,   0x02, false, "INQUIRY"},
    {0x1a, kNoServiceAction,  6, ScsiOperation::ModeSense,        DataPhase::ToInitiator,   0x00, true,  "MODE SENSE(6)"},
    {0x25, kNoServiceAction, 10, ScsiOperation::ReadCapacity,     DataPhase::ToInitiator,   0x00, true,  "READ CAPACITY(10)"},
    {0x28, kNoServiceAction, 10, ScsiOperation::Read,             DataPhase::ToInitiator,   0xe0, true,  "READ(10)"},
    {0x2a, kNoServiceAction, 10, ScsiOperation::Write,            DataPhase::FromInitiator, 0xe0, true,  "WRITE(10)"},
    {0x35, kNoServiceAction, 10, ScsiOperation::SynchronizeCache, DataPhase::None,          0x00, true,  "SYNCHRONIZE CACHE(10)"},
    {0x41, kNoServiceAction, 10, ScsiOperation::WriteSame,        DataPhase::FromInitiator, 0xf7, true,  "WRITE SAME(10)"},
    {0x42, kNoServiceAction, 10, ScsiOperation::Unmap,            DataPhase::FromInitiator, 0x01, true,  "UNMAP"},
    {0x5a, kNoServiceAction, 10, ScsiOperation::ModeSense,        DataPhase::ToInitiator,   0x00, true,  "MODE SENSE(10)"},
    {0x88, kNoServiceAction, 16, ScsiOperation::Read,             DataPhase::ToInitiator,   0xe0, true,  "READ(16)"},
    {0x8a, kNoServiceAction, 16, ScsiOperation::Write,            DataPhase::FromInitiator, 0xe0, true,  "WRITE(16)"},
    {0x91, kNoServiceAction, 16, ScsiOperation::SynchronizeCache, DataPhase::None,          0x00, true,  "SYNCHRONIZE CACHE(16)"},
    {0x93, kNoServiceAction, 16, ScsiOperation::WriteSame,        DataPhase::FromInitiator, 0xf6, true,  "WRITE SAME(16)"},
    {0x9e, 0x10,             16, ScsiOperation::ReadCapacity,     DataPhase::ToInitiator,   0x00, true,  "READ CAPACITY(16)"},
    {0xa0, kNoServiceAction, 12, ScsiOperation::ReportLuns,       DataPhase::ToInitiator,   0x00, false, "REPORT LUNS"},
    {0xa8, kNoServiceAction, 12, ScsiOperation::Read,             DataPhase::ToInitiator,   0xe0, true,  "READ(12)"},
    {0xaa, kNoServiceAction, 12, ScsiOperation::Write,            DataPhase::FromInitiator, 0xe0, true,  "WRITE(12)"},
}};
// clang-format on

inline constexpr std::uint8_t kNoRow = 0xff;

/// Row of each opcode, so that a command is found in one step. An opcode has one row.
constexpr std::array<std::uint8_t, 256> rows_by_opcode() {
    std::array<std::uint8_t, 256> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = kNoRow;
    for (std::size_t row = 0; row < kOpcodes.size(); ++row) {
        rows[kOpcodes[row].opcode] = static_cast<std::uint8_t>(row);
    }
    return rows;
}
inline constexpr std::array<std::uint8_t, 256> kRowOfOpcode = rows_by_opcode();

constexpr bool ascending_by_opcode() {
    for (std::size_t row = 1; row < kOpcodes.size(); ++row) {
        if (kOpcodes[row].opcode <= kOpcodes[row - 1].opcode) return false;
    }
    return true;
}
static_assert(ascending_by_opcode(), "kOpcodes must be sorted and free of duplicates");

/// The row of a command, or null if there is none.
inline const OpcodeSpec* find_opcode(std::uint8_t opcode, std::uint8_t byte_1) {
    const std::uint8_t row = kRowOfOpcode[opcode];
    if (row == kNoRow) return nullptr;
    const OpcodeSpec& spec = kOpcodes[row];
    const bool found = spec.service_action == kNoServiceAction ||
                       spec.service_action == (byte_1 & kServiceActionMask);
    return found ? &spec : nullptr;
}

}  // namespace pvscsim
