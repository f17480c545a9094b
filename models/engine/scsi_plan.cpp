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

void refuse(ScsiPlan& plan, const Sense& sense) {
    plan.phase = DataPhase::None;
    plan.op = MediaOp::None;
    plan.transfer_bytes = 0;
    plan.decided = true;
    plan.status = kStatusCheckCondition;
    plan.sense = sense;
}

bool begin_plan(const ScsiCommand& command, const OpcodeSpec* spec, ScsiPlan& plan) {
    constexpr std::uint8_t kNaca = 0x04;  // of the control byte; its contingencies are not offered
    if (spec == nullptr) {
        refuse(plan, sense::invalid_opcode());
    } else if (command.cdb_bytes < spec->cdb_bytes) {
        refuse(plan, sense::invalid_cdb_field(command.cdb_bytes));
    } else if (const unsigned wrong_bits = command.cdb[1] & spec->reserved_bits; wrong_bits != 0) {
        refuse(plan, sense::invalid_cdb_field(1, highest_bit(wrong_bits)));
    } else if ((command.cdb[spec->cdb_bytes - 1U] & kNaca) != 0) {
        refuse(plan, sense::invalid_cdb_field(static_cast<std::uint16_t>(spec->cdb_bytes - 1U), 2));
    } else {
        plan.operation = spec->operation;
        plan.phase = spec->phase;
        return true;
    }
    return false;
}

}  // namespace pvscsim
