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
    ModeSelect,
    LogSense,
    ReadCapacity,
    ReportLuns,
    ReportOpcodes,
    ReportTaskManagement,
    Read,
    Write,
    WriteAndVerify,
    Verify,
    CompareAndWrite,
    PreFetch,
    SynchronizeCache,
    WriteSame,
    Unmap,
    GetLbaStatus,
    StartStop,
    SendDiagnostic,
    ReserveUnit,
    ReleaseUnit,
    PersistentIn,
    PersistentOut,
    ExtendedCopy,
    ReceiveCopyResults,
};

/// What a reservation of another initiator leaves of a command [SPC-4 and SBC-3, Reservations].
enum class Access : std::uint8_t {
    Always,   ///< served under any reservation
    Shared,   ///< served under any persistent reservation
    Reads,    ///< served under a write-exclusive one
    Writes,   ///< under none
    Reserve,  ///< RESERVE and RELEASE, which have rules of their own
};

/// One command of the set. The fields of a CDB lie where its length says [SPC-4 4.2.2].
struct OpcodeSpec {
    std::uint8_t opcode;
    std::uint8_t service_action;  ///< low five bits of byte 1, or kNoServiceAction
    std::uint8_t cdb_bytes;
    ScsiOperation operation;
    DataPhase phase;
    Access access;
    std::uint8_t reserved_bits;  ///< bits of byte 1 that must be 0
    bool reports_attention;      ///< ends with a pending unit attention instead of running
    std::string_view usage;      ///< bits that are looked at from byte 1 on, hexadecimal
    std::string_view name;
};
inline constexpr std::uint8_t kNoServiceAction = 0xff;
inline constexpr std::uint8_t kServiceActionMask = 0x1f;

// clang-format off
inline constexpr std::array<OpcodeSpec, 56> kOpcodes{{
    {0x00, kNoServiceAction,  6, ScsiOperation::TestUnitReady,        DataPhase::None,          Access::Shared,  0x00, true, "0000000004", "TEST UNIT READY"},
    {0x03, kNoServiceAction,  6, ScsiOperation::RequestSense,         DataPhase::ToInitiator,   Access::Always,  0x00, false, "010000ff04", "REQUEST SENSE"},
    {0x08, kNoServiceAction,  6, ScsiOperation::Read,                 DataPhase::ToInitiator,   Access::Reads,   0x00, true, "1fffffff04", "READ(6)"},
    {0x0a, kNoServiceAction,  6, ScsiOperation::Write,                DataPhase::FromInitiator, Access::Writes,  0x00, true, "1fffffff04", "WRITE(6)"},
    {0x12, kNoServiceAction,  6, ScsiOperation::Inquiry,              DataPhase::ToInitiator,   Access::Always,  0x02, false, "01ffffff04", "INQUIRY"},
    {0x15, kNoServiceAction,  6, ScsiOperation::ModeSelect,           DataPhase::FromInitiator, Access::Writes,  0x00, true, "110000ff04", "MODE SELECT(6)"},
    {0x16, kNoServiceAction,  6, ScsiOperation::ReserveUnit,          DataPhase::None,          Access::Reserve, 0x1f, true, "0000000004", "RESERVE(6)"},
    {0x17, kNoServiceAction,  6, ScsiOperation::ReleaseUnit,          DataPhase::None,          Access::Reserve, 0x1f, true, "0000000004", "RELEASE(6)"},
    {0x1a, kNoServiceAction,  6, ScsiOperation::ModeSense,            DataPhase::ToInitiator,   Access::Reads,   0x00, true, "08ffffff04", "MODE SENSE(6)"},
    {0x1b, kNoServiceAction,  6, ScsiOperation::StartStop,            DataPhase::None,          Access::Writes,  0x00, true, "01000ff704", "START STOP UNIT"},
    {0x1d, kNoServiceAction,  6, ScsiOperation::SendDiagnostic,       DataPhase::None,          Access::Writes,  0xfb, true, "0400ffff04", "SEND DIAGNOSTIC"},
    {0x25, kNoServiceAction, 10, ScsiOperation::ReadCapacity,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "00ffffffff00000104", "READ CAPACITY(10)"},
    {0x28, kNoServiceAction, 10, ScsiOperation::Read,                 DataPhase::ToInitiator,   Access::Reads,   0xe0, true, "18ffffffff00ffff04", "READ(10)"},
    {0x2a, kNoServiceAction, 10, ScsiOperation::Write,                DataPhase::FromInitiator, Access::Writes,  0xe0, true, "18ffffffff00ffff04", "WRITE(10)"},
    {0x2e, kNoServiceAction, 10, ScsiOperation::WriteAndVerify,       DataPhase::FromInitiator, Access::Writes,  0xe0, true, "16ffffffff00ffff04", "WRITE AND VERIFY(10)"},
    {0x2f, kNoServiceAction, 10, ScsiOperation::Verify,               DataPhase::FromInitiator, Access::Reads,   0xe0, true, "16ffffffff00ffff04", "VERIFY(10)"},
    {0x34, kNoServiceAction, 10, ScsiOperation::PreFetch,             DataPhase::None,          Access::Reads,   0x00, true, "02ffffffff00ffff04", "PRE-FETCH(10)"},
    {0x35, kNoServiceAction, 10, ScsiOperation::SynchronizeCache,     DataPhase::None,          Access::Writes,  0x00, true, "02ffffffff00ffff04", "SYNCHRONIZE CACHE(10)"},
    {0x41, kNoServiceAction, 10, ScsiOperation::WriteSame,            DataPhase::FromInitiator, Access::Writes,  0xf7, true, "08ffffffff00ffff04", "WRITE SAME(10)"},
    {0x42, kNoServiceAction, 10, ScsiOperation::Unmap,                DataPhase::FromInitiator, Access::Writes,  0x01, true, "000000000000ffff04", "UNMAP"},
    {0x4d, kNoServiceAction, 10, ScsiOperation::LogSense,             DataPhase::ToInitiator,   Access::Shared,  0x03, true, "00ffff00ffffffff04", "LOG SENSE"},
    {0x55, kNoServiceAction, 10, ScsiOperation::ModeSelect,           DataPhase::FromInitiator, Access::Writes,  0x00, true, "110000000000ffff04", "MODE SELECT(10)"},
    {0x56, kNoServiceAction, 10, ScsiOperation::ReserveUnit,          DataPhase::None,          Access::Reserve, 0x13, true, "000000000000000004", "RESERVE(10)"},
    {0x57, kNoServiceAction, 10, ScsiOperation::ReleaseUnit,          DataPhase::None,          Access::Reserve, 0x13, true, "000000000000000004", "RELEASE(10)"},
    {0x5a, kNoServiceAction, 10, ScsiOperation::ModeSense,            DataPhase::ToInitiator,   Access::Reads,   0x00, true, "18ffff000000ffff04", "MODE SENSE(10)"},
    {0x5e, 0x00,             10, ScsiOperation::PersistentIn,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "1f0000000000ffff04", "PERSISTENT RESERVE IN: READ KEYS"},
    {0x5e, 0x01,             10, ScsiOperation::PersistentIn,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "1f0000000000ffff04", "PERSISTENT RESERVE IN: READ RESERVATION"},
    {0x5e, 0x02,             10, ScsiOperation::PersistentIn,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "1f0000000000ffff04", "PERSISTENT RESERVE IN: REPORT CAPABILITIES"},
    {0x5e, 0x03,             10, ScsiOperation::PersistentIn,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "1f0000000000ffff04", "PERSISTENT RESERVE IN: READ FULL STATUS"},
    {0x5f, 0x00,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: REGISTER"},
    {0x5f, 0x01,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: RESERVE"},
    {0x5f, 0x02,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: RELEASE"},
    {0x5f, 0x03,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: CLEAR"},
    {0x5f, 0x04,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: PREEMPT"},
    {0x5f, 0x05,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: PREEMPT AND ABORT"},
    {0x5f, 0x06,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: REGISTER AND IGNORE EXISTING KEY"},
    {0x5f, 0x07,             10, ScsiOperation::PersistentOut,        DataPhase::FromInitiator, Access::Shared,  0x00, true, "1fff0000ffffffff04", "PERSISTENT RESERVE OUT: REGISTER AND MOVE"},
    {0x83, 0x00,             16, ScsiOperation::ExtendedCopy,         DataPhase::FromInitiator, Access::Writes,  0x00, true, "1f0000000000000000ffffffff0004", "EXTENDED COPY(LID1)"},
    {0x84, 0x03,             16, ScsiOperation::ReceiveCopyResults,   DataPhase::ToInitiator,   Access::Writes,  0x00, true, "1fff00000000000000ffffffff0004", "RECEIVE COPY RESULTS: OPERATING PARAMETERS"},
    {0x88, kNoServiceAction, 16, ScsiOperation::Read,                 DataPhase::ToInitiator,   Access::Reads,   0xe0, true, "18ffffffffffffffffffffffff0004", "READ(16)"},
    {0x89, kNoServiceAction, 16, ScsiOperation::CompareAndWrite,      DataPhase::FromInitiator, Access::Writes,  0xe0, true, "18ffffffffffffffff000000ff0004", "COMPARE AND WRITE"},
    {0x8a, kNoServiceAction, 16, ScsiOperation::Write,                DataPhase::FromInitiator, Access::Writes,  0xe0, true, "18ffffffffffffffffffffffff0004", "WRITE(16)"},
    {0x8e, kNoServiceAction, 16, ScsiOperation::WriteAndVerify,       DataPhase::FromInitiator, Access::Writes,  0xe0, true, "16ffffffffffffffffffffffff0004", "WRITE AND VERIFY(16)"},
    {0x8f, kNoServiceAction, 16, ScsiOperation::Verify,               DataPhase::FromInitiator, Access::Reads,   0xe0, true, "16ffffffffffffffffffffffff0004", "VERIFY(16)"},
    {0x90, kNoServiceAction, 16, ScsiOperation::PreFetch,             DataPhase::None,          Access::Reads,   0x00, true, "02ffffffffffffffffffffffff0004", "PRE-FETCH(16)"},
    {0x91, kNoServiceAction, 16, ScsiOperation::SynchronizeCache,     DataPhase::None,          Access::Writes,  0x00, true, "02ffffffffffffffffffffffff0004", "SYNCHRONIZE CACHE(16)"},
    {0x93, kNoServiceAction, 16, ScsiOperation::WriteSame,            DataPhase::FromInitiator, Access::Writes,  0xf6, true, "09ffffffffffffffffffffffff0004", "WRITE SAME(16)"},
    {0x9e, 0x10,             16, ScsiOperation::ReadCapacity,         DataPhase::ToInitiator,   Access::Shared,  0x00, true, "1fffffffffffffffffffffffff0104", "READ CAPACITY(16)"},
    {0x9e, 0x12,             16, ScsiOperation::GetLbaStatus,         DataPhase::ToInitiator,   Access::Reads,   0x00, true, "1fffffffffffffffffffffffff0004", "GET LBA STATUS"},
    {0xa0, kNoServiceAction, 12, ScsiOperation::ReportLuns,           DataPhase::ToInitiator,   Access::Always,  0x00, false, "00ff000000ffffffff0004", "REPORT LUNS"},
    {0xa3, 0x0c,             12, ScsiOperation::ReportOpcodes,        DataPhase::ToInitiator,   Access::Reads,   0x00, true, "1f87ffffffffffffff0004", "REPORT SUPPORTED OPERATION CODES"},
    {0xa3, 0x0d,             12, ScsiOperation::ReportTaskManagement, DataPhase::ToInitiator,   Access::Reads,   0x00, true, "1f80000000ffffffff0004", "REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS"},
    {0xa8, kNoServiceAction, 12, ScsiOperation::Read,                 DataPhase::ToInitiator,   Access::Reads,   0xe0, true, "18ffffffffffffffff0004", "READ(12)"},
    {0xaa, kNoServiceAction, 12, ScsiOperation::Write,                DataPhase::FromInitiator, Access::Writes,  0xe0, true, "18ffffffffffffffff0004", "WRITE(12)"},
    {0xae, kNoServiceAction, 12, ScsiOperation::WriteAndVerify,       DataPhase::FromInitiator, Access::Writes,  0xe0, true, "16ffffffffffffffff0004", "WRITE AND VERIFY(12)"},
    {0xaf, kNoServiceAction, 12, ScsiOperation::Verify,               DataPhase::FromInitiator, Access::Reads,   0xe0, true, "16ffffffffffffffff0004", "VERIFY(12)"},
}};
// clang-format on

inline constexpr std::uint8_t kNoRow = 0xff;

/// First row of each opcode, so that a command is found in one step, or in a few if the opcode has
/// service actions.
constexpr std::array<std::uint8_t, 256> rows_by_opcode() {
    std::array<std::uint8_t, 256> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = kNoRow;
    for (std::size_t row = kOpcodes.size(); row-- != 0;) {
        rows[kOpcodes[row].opcode] = static_cast<std::uint8_t>(row);
    }
    return rows;
}
inline constexpr std::array<std::uint8_t, 256> kRowOfOpcode = rows_by_opcode();

constexpr bool ascending_by_opcode() {
    for (std::size_t row = 1; row < kOpcodes.size(); ++row) {
        const OpcodeSpec& before = kOpcodes[row - 1];
        const OpcodeSpec& spec = kOpcodes[row];
        const bool same = spec.opcode == before.opcode;
        if (same ? spec.service_action <= before.service_action : spec.opcode < before.opcode) {
            return false;
        }
    }
    return true;
}
static_assert(ascending_by_opcode(), "kOpcodes must be sorted and free of duplicates");

/// The row of a service action, looked for from the opcode's first row on; or null.
const OpcodeSpec* find_service_action(const OpcodeSpec& first, std::uint8_t service_action);

/// The row of a command, or null if there is none.
inline const OpcodeSpec* find_opcode(std::uint8_t opcode, std::uint8_t byte_1) {
    const std::uint8_t row = kRowOfOpcode[opcode];
    if (row == kNoRow) return nullptr;
    const OpcodeSpec& spec = kOpcodes[row];
    if (spec.service_action == kNoServiceAction) return &spec;
    return find_service_action(spec, byte_1 & kServiceActionMask);
}

}  // namespace pvscsim
