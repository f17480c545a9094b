// SPDX-License-Identifier: Apache-2.0
// What commands that move no blocks ask for.
#include "models/engine/big_endian.h"
#include "models/engine/scsi_inquiry.h"
#include "models/engine/scsi_log.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_plan.h"
#include "models/engine/scsi_report.h"

namespace pvscsim {

namespace {

void plan_read_capacity(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) {
    const std::uint8_t* cdb = command.cdb.data();
    const bool is_ten = spec.cdb_bytes == 10;
    const bool is_partial = (cdb[is_ten ? 8 : 14] & 0x01) != 0;
    const std::uint64_t lba = is_ten ? load_be32(cdb + 2) : load_be64(cdb + 2);
    if (!is_partial && lba != 0) return refuse(plan, sense::invalid_cdb_field(2));
    plan.transfer_bytes = is_ten ? 8 : load_be32(cdb + 10);
}

void plan_inquiry(ScsiCdb command, ScsiPlan& plan) {
    const bool is_vital = (command.cdb[1] & 0x01) != 0;
    const std::uint8_t page = command.cdb[2];
    if (is_vital ? !has_vital_page(page) : page != 0) {
        return refuse(plan, sense::invalid_cdb_field(2));
    }
    plan.transfer_bytes = load_be16(&command.cdb[3]);
}

void plan_report_luns(ScsiCdb command, ScsiPlan& plan) {
    if (command.cdb[2] > 2) return refuse(plan, sense::invalid_cdb_field(2));
    plan.transfer_bytes = load_be32(&command.cdb[6]);
}

/// Where pages are asked for or sent, the length lies where the CDB's length says.
std::uint32_t mode_bytes(ScsiCdb command, const OpcodeSpec& spec) {
    return spec.cdb_bytes == 6 ? command.cdb[4] : load_be16(&command.cdb[7]);
}

void plan_mode_select(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) {
    constexpr std::uint8_t kPageFormat = 0x10;
    plan.transfer_bytes = mode_bytes(command, spec);
    if (plan.transfer_bytes != 0 && (command.cdb[1] & kPageFormat) == 0) {
        refuse(plan, sense::invalid_cdb_field(1, 4));
    }
}

void plan_start_stop(ScsiCdb command, ScsiPlan& plan) {
    constexpr unsigned kConditions =
        1U << 0x0 | 1U << 0x1 | 1U << 0x2 | 1U << 0x3 | 1U << 0x7 | 1U << 0xa | 1U << 0xb;
    constexpr std::uint8_t kImmediate = 0x01;
    constexpr std::uint8_t kLoadEject = 0x02;
    constexpr std::uint8_t kNoFlush = 0x04;
    const unsigned condition = command.cdb[4] >> 4;
    if ((kConditions >> condition & 1U) == 0) return refuse(plan, sense::invalid_cdb_field(4, 7));
    if ((command.cdb[3] & 0x0f) != 0) return refuse(plan, sense::invalid_cdb_field(3, 3));
    if (condition != 0) return;
    // Nothing can be ejected.
    if ((command.cdb[4] & kLoadEject) != 0) return refuse(plan, sense::invalid_cdb_field(4, 1));
    const bool stops = (command.cdb[4] & 0x01) == 0;
    if (stops && (command.cdb[4] & kNoFlush) == 0 && (command.cdb[1] & kImmediate) == 0) {
        plan.op = MediaOp::Flush;
    }
}

void plan_persistent_out(ScsiCdb command, ScsiPlan& plan) {
    constexpr unsigned kWithType = 1U << 1 | 1U << 2 | 1U << 4 | 1U << 5;  // by service action
    constexpr std::uint8_t kRegisterAndMove = 7;
    constexpr std::uint32_t kListBytes = 24;
    const unsigned action = command.cdb[1] & kServiceActionMask;
    if ((kWithType >> action & 1U) != 0) {
        if (command.cdb[2] >> 4 != 0) return refuse(plan, sense::invalid_cdb_field(2, 7));
        if (!is_reservation_type(command.cdb[2] & 0x0f)) {
            return refuse(plan, sense::invalid_cdb_field(2, 3));
        }
    }
    const std::uint32_t bytes = load_be32(&command.cdb[5]);
    const bool right =
        action == kRegisterAndMove ? bytes == kListBytes + kTransportIdBytes : bytes == kListBytes;
    if (!right) return refuse(plan, sense::parameter_list_length());
    plan.transfer_bytes = bytes;
}

void plan_diagnostic(ScsiCdb command, ScsiPlan& plan) {
    // The default self-test, which finds nothing wrong, or nothing at all.
    if (load_be16(&command.cdb[3]) != 0) refuse(plan, sense::invalid_cdb_field(3));
}

}  // namespace

// One case a command.
// NOLINTNEXTLINE(readability-function-size)
void LogicalUnit::plan_other(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const {
    const std::array<std::uint8_t, 16>& cdb = command.cdb;
    const auto refuse_if = [&plan](const std::optional<Sense>& refusal) {
        if (refusal) refuse(plan, *refusal);
        return refusal.has_value();
    };
    switch (spec.operation) {
        case ScsiOperation::Unmap:
        case ScsiOperation::GetLbaStatus:
            if (!identity_.thin) return refuse(plan, sense::invalid_opcode());
            if (spec.operation == ScsiOperation::GetLbaStatus) {
                plan.lba = load_be64(&cdb[2]);
                if (!in_range(plan.lba, 1)) return refuse(plan, sense::lba_out_of_range());
                plan.transfer_bytes = load_be32(&cdb[10]);
            } else if ((plan.transfer_bytes = load_be16(&cdb[7])) != 0) {
                plan.op = MediaOp::Unmap;
            }
            return;
        case ScsiOperation::RequestSense:
            plan.transfer_bytes = cdb[4];
            return;
        case ScsiOperation::Inquiry:
            return plan_inquiry(command, plan);
        case ScsiOperation::ModeSense:
            if (!refuse_if(ModePages::refuse(cdb, identity_))) {
                plan.transfer_bytes = mode_bytes(command, spec);
            }
            return;
        case ScsiOperation::ModeSelect:
            return plan_mode_select(command, spec, plan);
        case ScsiOperation::LogSense:
            if (!refuse_if(refuse_log_sense(cdb, identity_))) {
                plan.transfer_bytes = load_be16(&cdb[7]);
            }
            return;
        case ScsiOperation::ReadCapacity:
            return plan_read_capacity(command, spec, plan);
        case ScsiOperation::ReportLuns:
            return plan_report_luns(command, plan);
        case ScsiOperation::ReportOpcodes:
            if (refuse_if(refuse_report_opcodes(cdb))) return;
            [[fallthrough]];
        case ScsiOperation::ReportTaskManagement:
            plan.transfer_bytes = load_be32(&cdb[6]);
            return;
        case ScsiOperation::StartStop:
            return plan_start_stop(command, plan);
        case ScsiOperation::SendDiagnostic:
            return plan_diagnostic(command, plan);
        case ScsiOperation::PersistentIn:
            plan.transfer_bytes = load_be16(&cdb[7]);
            return;
        case ScsiOperation::PersistentOut:
            return plan_persistent_out(command, plan);
        case ScsiOperation::ExtendedCopy:
            plan.transfer_bytes = load_be32(&cdb[10]);
            if (plan.transfer_bytes != 0) plan.op = MediaOp::Write;
            return;
        case ScsiOperation::ReceiveCopyResults:
            plan.transfer_bytes = load_be32(&cdb[10]);
            return;
        default:
            return;
    }
}

}  // namespace pvscsim
