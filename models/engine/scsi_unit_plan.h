// SPDX-License-Identifier: Apache-2.0
#pragma once

// How the plans of most commands are made: where they are asked for, without a call.
#include "models/engine/scsi_cdb.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_plan.h"

namespace pvscsim {

inline void LogicalUnit::make_plan(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan) {
    plan = ScsiPlan{};
    if ((special_ | initiator) == 0) {
        plan_plain(command, plan);
    } else {
        plan_special(command, initiator, plan);
    }
}

inline void LogicalUnit::plan_plain(ScsiCdb command, ScsiPlan& plan) const {
    const OpcodeSpec* spec = find_opcode(command.cdb[0], command.cdb[1]);
    if (!check_form(command, spec, plan)) return;
    if (spec->operation == ScsiOperation::Read || spec->operation == ScsiOperation::Write) {
        plan_transfer(command, *spec, plan);
    } else {
        plan_operation(command, *spec, plan);
    }
}

inline void LogicalUnit::plan_transfer(ScsiCdb command, const OpcodeSpec& spec,
                                       ScsiPlan& plan) const {
    constexpr std::uint8_t kForceUnitAccess = 0x08;
    find_range(command, spec, plan);
    if (!in_range(plan.lba, plan.blocks)) return refuse(plan, sense::lba_out_of_range());
    plan.transfer_bytes = plan.blocks << block_shift_;
    plan.force_unit_access = spec.cdb_bytes != 6 && (command.cdb[1] & kForceUnitAccess) != 0;
    if (plan.blocks != 0) {
        plan.op = spec.operation == ScsiOperation::Read ? MediaOp::Read : MediaOp::Write;
    }
}

}  // namespace pvscsim
