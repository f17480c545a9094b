// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_logical_unit.h"

#include <algorithm>

#include "models/base/log2_of.h"
#include "models/engine/big_endian.h"
#include "models/engine/scsi_inquiry.h"
#include "models/engine/scsi_mode.h"
#include "models/engine/scsi_plan.h"

namespace pvscsim {

namespace {

/// The block range of a media command lies where the length of its CDB says.
void find_range(const ScsiCommand& command, const OpcodeSpec& spec, ScsiPlan& plan) {
    const std::uint8_t* cdb = command.cdb.data();
    switch (spec.cdb_bytes) {
        case 6:
            plan.lba = load_be32(cdb) & 0x1fffff;
            plan.blocks = cdb[4] == 0 ? 256 : cdb[4];
            break;
        case 10:
            plan.lba = load_be32(cdb + 2);
            plan.blocks = load_be16(cdb + 7);
            break;
        case 12:
            plan.lba = load_be32(cdb + 2);
            plan.blocks = load_be32(cdb + 6);
            break;
        default:
            plan.lba = load_be64(cdb + 2);
            plan.blocks = load_be32(cdb + 10);
    }
}

void plan_read_capacity(const ScsiCommand& command, const OpcodeSpec& spec, ScsiPlan& plan) {
    const std::uint8_t* cdb = command.cdb.data();
    const bool is_ten = spec.cdb_bytes == 10;
    const bool is_partial = (cdb[is_ten ? 8 : 14] & 0x01) != 0;
    const std::uint64_t lba = is_ten ? load_be32(cdb + 2) : load_be64(cdb + 2);
    if (!is_partial && lba != 0) return refuse(plan, sense::invalid_cdb_field(2));
    plan.transfer_bytes = is_ten ? 8 : load_be32(cdb + 10);
}

void plan_inquiry(const ScsiCommand& command, ScsiPlan& plan) {
    const bool is_vital = (command.cdb[1] & 0x01) != 0;
    const std::uint8_t page = command.cdb[2];
    if (is_vital ? !has_vital_page(page) : page != 0) {
        return refuse(plan, sense::invalid_cdb_field(2));
    }
    plan.transfer_bytes = load_be16(&command.cdb[3]);
}

void plan_report_luns(const ScsiCommand& command, ScsiPlan& plan) {
    if (command.cdb[2] > 2) return refuse(plan, sense::invalid_cdb_field(2));
    plan.transfer_bytes = load_be32(&command.cdb[6]);
}

void plan_mode_sense(const ScsiCommand& command, const OpcodeSpec& spec, ScsiPlan& plan) {
    if (const auto refusal = refuse_mode_sense(command.cdb)) return refuse(plan, *refusal);
    plan.transfer_bytes = spec.cdb_bytes == 6 ? command.cdb[4] : load_be16(&command.cdb[7]);
}

void plan_unmap(const ScsiCommand& command, ScsiPlan& plan) {
    plan.transfer_bytes = load_be16(&command.cdb[7]);
    if (plan.transfer_bytes != 0) plan.op = MediaOp::Unmap;
}

}  // namespace

LogicalUnit::LogicalUnit(const UnitIdentity& identity)
    : identity_(identity),
      block_shift_(log2_of(identity.block_bytes)),
      store_(identity.capacity_blocks) {}

ScsiPlan LogicalUnit::plan(const ScsiCommand& command) {
    ScsiPlan plan;
    const OpcodeSpec* spec = find_opcode(command.cdb[0], command.cdb[1]);
    if (attention_pending_ && (spec == nullptr || spec->reports_attention)) {
        attention_pending_ = false;
        refuse(plan, sense::unit_attention(attention_.asc, attention_.ascq));
        return plan;
    }
    if (check_form(command, spec, plan)) plan_operation(command, *spec, plan);
    return plan;
}

void LogicalUnit::plan_operation(const ScsiCommand& command, const OpcodeSpec& spec,
                                 ScsiPlan& plan) const {
    switch (spec.operation) {
        case ScsiOperation::Read:
        case ScsiOperation::Write:
        case ScsiOperation::WriteSame:
        case ScsiOperation::SynchronizeCache:
            return plan_media(command, spec, plan);
        case ScsiOperation::Unmap:
            return identity_.thin ? plan_unmap(command, plan)
                                  : refuse(plan, sense::invalid_opcode());
        case ScsiOperation::RequestSense:
            plan.transfer_bytes = command.cdb[4];
            return;
        case ScsiOperation::Inquiry:
            return plan_inquiry(command, plan);
        case ScsiOperation::ModeSense:
            return plan_mode_sense(command, spec, plan);
        case ScsiOperation::ReadCapacity:
            return plan_read_capacity(command, spec, plan);
        case ScsiOperation::ReportLuns:
            return plan_report_luns(command, plan);
        case ScsiOperation::TestUnitReady:
            return;
    }
}

void LogicalUnit::plan_media(const ScsiCommand& command, const OpcodeSpec& spec,
                             ScsiPlan& plan) const {
    constexpr std::uint8_t kForceUnitAccess = 0x08;
    constexpr std::uint8_t kImmediate = 0x02;
    find_range(command, spec, plan);
    if (!in_range(plan.lba, plan.blocks)) return refuse(plan, sense::lba_out_of_range());
    switch (spec.operation) {
        case ScsiOperation::WriteSame:
            return plan_write_same(command, plan);
        case ScsiOperation::SynchronizeCache:
            if (plan.blocks == 0) plan.blocks = identity_.capacity_blocks - plan.lba;
            if ((command.cdb[1] & kImmediate) == 0) plan.op = MediaOp::Flush;
            return;
        default:
            break;
    }
    plan.transfer_bytes = plan.blocks << block_shift_;
    plan.force_unit_access = spec.cdb_bytes != 6 && (command.cdb[1] & kForceUnitAccess) != 0;
    if (plan.blocks != 0) {
        plan.op = spec.operation == ScsiOperation::Read ? MediaOp::Read : MediaOp::Write;
    }
}

void LogicalUnit::plan_write_same(const ScsiCommand& command, ScsiPlan& plan) const {
    constexpr std::uint8_t kUnmap = 0x08;
    constexpr std::uint8_t kNoDataOut = 0x01;
    constexpr std::uint8_t kWriteSame10 = 0x41;
    if ((command.cdb[1] & kUnmap) != 0 && !identity_.thin) {
        return refuse(plan, sense::invalid_cdb_field(1, 3));
    }
    if (plan.blocks == 0 || plan.blocks > kWriteSameBlocksMax) {
        return refuse(plan, sense::invalid_cdb_field(command.cdb[0] == kWriteSame10 ? 7 : 10));
    }
    plan.op = MediaOp::WriteSame;
    if ((command.cdb[1] & kNoDataOut) != 0) {
        plan.phase = DataPhase::None;  // zeros are written
    } else {
        plan.transfer_bytes = identity_.block_bytes;
    }
}

}  // namespace pvscsim
