// SPDX-License-Identifier: Apache-2.0
// What media commands beside plain reads and writes ask for.
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_plan.h"

namespace pvscsim {

namespace {

/// Where the number of blocks begins.
std::uint16_t length_byte(const OpcodeSpec& spec) {
    return spec.cdb_bytes == 10 ? 7 : spec.cdb_bytes == 12 ? 6 : 10;
}

}  // namespace

void LogicalUnit::plan_write_same(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const {
    constexpr std::uint8_t kUnmap = 0x08;
    constexpr std::uint8_t kNoDataOut = 0x01;
    if ((command.cdb[1] & kUnmap) != 0 && !identity_.thin) {
        return refuse(plan, sense::invalid_cdb_field(1, 3));
    }
    if (plan.blocks == 0 || plan.blocks > kWriteSameBlocksMax) {
        return refuse(plan, sense::invalid_cdb_field(length_byte(spec)));
    }
    plan.op = MediaOp::WriteSame;
    if ((command.cdb[1] & kNoDataOut) != 0) {
        plan.phase = DataPhase::None;  // zeros are written
    } else {
        plan.transfer_bytes = identity_.block_bytes;
    }
}

// BYTCHK: 0, the medium alone is verified; 1, against the blocks that are sent; 3, each against the
// one block that is sent. WRITE AND VERIFY writes first, so that nothing can differ then.
void LogicalUnit::plan_verify(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const {
    const unsigned byte_check = command.cdb[1] >> 1 & 0x03;
    const bool writes = spec.operation == ScsiOperation::WriteAndVerify;
    if (byte_check == 2 || (writes && byte_check == 3)) {
        return refuse(plan, sense::invalid_cdb_field(1, 2));
    }
    // One block is compared with any number of others, which must not cost any amount of work.
    if (byte_check == 3 && plan.blocks > kWriteSameBlocksMax) {
        return refuse(plan, sense::invalid_cdb_field(length_byte(spec)));
    }
    if (!writes && byte_check == 0) {
        plan.phase = DataPhase::None;
    } else {
        const bool one_block = byte_check == 3 && plan.blocks != 0;
        plan.transfer_bytes = (one_block ? 1 : plan.blocks) << block_shift_;
    }
    if (plan.blocks != 0) plan.op = writes ? MediaOp::Write : MediaOp::Read;
}

}  // namespace pvscsim
