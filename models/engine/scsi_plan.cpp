// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_plan.h"

namespace pvscsim {

namespace {

std::uint8_t highest_bit(unsigned bits) {
    std::uint8_t bit = 7;
    while ((bits >> bit & 1U) == 0) --bit;
    return bit;
}

}  // namespace

void end_with(ScsiPlan& plan, std::uint8_t status) {
    plan.phase = DataPhase::None;
    plan.op = MediaOp::None;
    plan.transfer_bytes = 0;
    plan.decided = true;
    plan.status = status;
}

void refuse(ScsiPlan& plan, const Sense& sense) {
    end_with(plan, kStatusCheckCondition);
    plan.sense = sense;
}

void refuse_form(ScsiCdb command, const OpcodeSpec* spec, ScsiPlan& plan) {
    if (spec == nullptr) return refuse(plan, sense::invalid_opcode());
    if (command.cdb_bytes < spec->cdb_bytes) {
        return refuse(plan, sense::invalid_cdb_field(command.cdb_bytes));
    }
    const unsigned wrong_bits = command.cdb[1] & spec->reserved_bits;
    if (wrong_bits != 0) return refuse(plan, sense::invalid_cdb_field(1, highest_bit(wrong_bits)));
    refuse(plan,
           sense::invalid_cdb_field(static_cast<std::uint16_t>(spec->cdb_bytes - 1U), kNacaBit));
}

}  // namespace pvscsim
