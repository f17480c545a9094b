// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/engine/scsi_command.h"

namespace pvscsim {

/// Ends the command at once with CHECK CONDITION; no data will move.
void refuse(ScsiPlan& plan, const Sense& sense);

/// What is the same for all commands: refuses an opcode without a row, a CDB that is too short for
/// its opcode, and bits that must be 0. True if the operation itself is to be planned.
bool begin_plan(const ScsiCommand& command, const OpcodeSpec* spec, ScsiPlan& plan);

}  // namespace pvscsim
