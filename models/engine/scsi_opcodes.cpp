// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_opcodes.h"

namespace pvscsim {

namespace {

constexpr std::uint8_t kNoRow = 0xff;

/// Row of each opcode, so that a command is found in one step. An opcode has one row.
constexpr std::array<std::uint8_t, 256> index_rows() {
    std::array<std::uint8_t, 256> rows{};
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = kNoRow;
    for (std::size_t row = 0; row < kOpcodes.size(); ++row) {
        rows[kOpcodes[row].opcode] = static_cast<std::uint8_t>(row);
    }
    return rows;
}

constexpr bool ascending_by_opcode() {
    for (std::size_t row = 1; row < kOpcodes.size(); ++row) {
        if (kOpcodes[row].opcode <= kOpcodes[row - 1].opcode) return false;
    }
    return true;
}
static_assert(ascending_by_opcode(), "kOpcodes must be sorted and free of duplicates");

constexpr std::array<std::uint8_t, 256> kRowOfOpcode = index_rows();

}  // namespace

const OpcodeSpec* find_opcode(std::uint8_t opcode, std::uint8_t byte_1) {
    const std::uint8_t row = kRowOfOpcode[opcode];
    if (row == kNoRow) return nullptr;
    const OpcodeSpec& spec = kOpcodes[row];
    const bool found = spec.service_action == kNoServiceAction ||
                       spec.service_action == (byte_1 & kServiceActionMask);
    return found ? &spec : nullptr;
}

}  // namespace pvscsim
