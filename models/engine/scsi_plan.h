// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/engine/scsi_command.h"

namespace pvscsim {

/// Ends the command at once with CHECK CONDITION; no data will move.
void refuse(ScsiPlan& plan, const Sense& sense);

/// Ends the command at once with a status that has no sense data.
void end_with(ScsiPlan& plan, std::uint8_t status);

/// Refuses a command for what check_form() found wrong.
void refuse_form(ScsiCdb command, const OpcodeSpec* spec, ScsiPlan& plan);

/// Of the control byte; the contingent allegiance that it asks for is not offered.
inline constexpr std::uint8_t kNacaBit = 2;

/// What is the same for all commands: refuses an opcode without a row, a CDB that is too short for
/// its opcode, and bits that must be 0. True if the operation itself is to be planned.
inline bool check_form(ScsiCdb command, const OpcodeSpec* spec, ScsiPlan& plan) {
    if (spec == nullptr || command.cdb_bytes < spec->cdb_bytes ||
        (command.cdb[1] & spec->reserved_bits) != 0 ||
        (command.cdb[spec->cdb_bytes - 1U] >> kNacaBit & 1) != 0) {
        refuse_form(command, spec, plan);
        return false;
    }
    plan.operation = spec->operation;
    plan.phase = spec->phase;
    return true;
}

}  // namespace pvscsim
