// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_logical_unit.h"

#include "models/base/check.h"
#include "models/base/log2_of.h"
#include "models/engine/scsi_unit_plan.h"

namespace pvscsim {

namespace {

/// What a unit that was stopped cannot do [SBC-3, START STOP UNIT and power conditions].
bool needs_medium(ScsiOperation operation) {
    switch (operation) {
        case ScsiOperation::TestUnitReady:
        case ScsiOperation::Read:
        case ScsiOperation::Write:
        case ScsiOperation::WriteAndVerify:
        case ScsiOperation::Verify:
        case ScsiOperation::CompareAndWrite:
        case ScsiOperation::PreFetch:
        case ScsiOperation::SynchronizeCache:
        case ScsiOperation::WriteSame:
        case ScsiOperation::Unmap:
        case ScsiOperation::GetLbaStatus:
        case ScsiOperation::ExtendedCopy:
            return true;
        default:
            return false;
    }
}

bool changes_medium(ScsiOperation operation) {
    switch (operation) {
        case ScsiOperation::Write:
        case ScsiOperation::WriteAndVerify:
        case ScsiOperation::CompareAndWrite:
        case ScsiOperation::WriteSame:
        case ScsiOperation::Unmap:
            return true;
        default:
            return false;
    }
}

}  // namespace

const OpcodeSpec* find_service_action(const OpcodeSpec& first, std::uint8_t service_action) {
    const OpcodeSpec* const end = kOpcodes.data() + kOpcodes.size();
    for (const OpcodeSpec* spec = &first; spec != end && spec->opcode == first.opcode; ++spec) {
        if (spec->service_action == service_action) return spec;
    }
    return nullptr;
}

LogicalUnit::LogicalUnit(const UnitIdentity& identity)
    : block_shift_(static_cast<std::uint8_t>(log2_of(identity.block_bytes))),
      block_bytes_(identity.block_bytes),
      store_(identity.capacity_blocks),
      identity_(identity) {
    attentions_.reset();
    update_special();
}

void LogicalUnit::update_special() {
    const bool reserved = reservations_ && reservations_->any();
    special_ = static_cast<std::uint8_t>(
        (attentions_.pending(0) ? kAttentionBit : 0) | (reserved ? kReservedBit : 0) |
        (power_ != PowerState::Active ? kPowerBit : 0) | (writable() ? 0 : kProtectedBit) |
        (identity_.queue_depth != 0 ? kDepthBit : 0));
}

void LogicalUnit::reset() {
    attentions_.reset();
    modes_.reset();
    power_ = PowerState::Active;
    if (reservations_) reservations_->reset();
    update_special();
}

void LogicalUnit::set_capacity(std::uint64_t blocks, int but_initiator) {
    PVS_CHECK(blocks >= 1 && blocks <= store_.capacity_blocks());
    identity_.capacity_blocks = blocks;
    attentions_.add_for_others(but_initiator, Attention::CapacityChanged);
    update_special();
}

// The order in which a command's obstacles are told is that of SAM-5, Status precedence: a full
// task set, a unit attention, a reservation, then what the unit itself cannot do.
void LogicalUnit::plan_special(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan) {
    const OpcodeSpec* spec = find_opcode(command.cdb[0], command.cdb[1]);
    if (identity_.queue_depth != 0 && tasks_ >= identity_.queue_depth) {
        // All of them are the guest's: others' commands take no time.
        end_with(plan, initiator == 0 ? kStatusTaskSetFull : kStatusBusy);
        return;
    }
    plan_hindered(command, initiator, spec, plan);
    if (identity_.queue_depth != 0 && initiator == 0) {
        plan.in_task_set = true;
        ++tasks_;
    }
}

void LogicalUnit::plan_hindered(ScsiCdb command, std::uint8_t initiator, const OpcodeSpec* spec,
                                ScsiPlan& plan) {
    if (attentions_.pending(initiator) && (spec == nullptr || spec->reports_attention)) {
        const AttentionCode code = code_of(attentions_.take(initiator));
        update_special();
        return refuse(plan, sense::unit_attention(code.asc, code.ascq));
    }
    if (!check_form(command, spec, plan)) return;
    if (hindered(command, initiator, *spec, plan)) return;
    plan_operation(command, *spec, plan);
    // Idle and standby end with the first command that needs the medium.
    const bool sleeps = power_ == PowerState::Idle || power_ == PowerState::Standby;
    if (sleeps && !plan.decided && needs_medium(spec->operation)) {
        power_ = PowerState::Active;
        update_special();
    }
}

bool LogicalUnit::hindered(ScsiCdb command, std::uint8_t initiator, const OpcodeSpec& spec,
                           ScsiPlan& plan) const {
    constexpr std::uint8_t kHardware = 0x00;
    constexpr std::uint8_t kSoftware = 0x02;
    if (reservations_ && reservations_->conflicts(initiator, spec, command.cdb.data())) {
        end_with(plan, kStatusReservationConflict);
    } else if (power_ == PowerState::Stopped && needs_medium(spec.operation)) {
        refuse(plan, sense::stopped());
    } else if (!writable() && changes_medium(spec.operation)) {
        refuse(plan, sense::write_protected(identity_.read_only ? kHardware : kSoftware));
    } else {
        return false;
    }
    return true;
}

void LogicalUnit::plan_operation(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const {
    switch (spec.operation) {
        case ScsiOperation::Read:
        case ScsiOperation::Write:
            return plan_transfer(command, spec, plan);
        case ScsiOperation::WriteAndVerify:
        case ScsiOperation::Verify:
        case ScsiOperation::CompareAndWrite:
        case ScsiOperation::PreFetch:
        case ScsiOperation::WriteSame:
        case ScsiOperation::SynchronizeCache:
            return plan_media(command, spec, plan);
        default:
            return plan_other(command, spec, plan);
    }
}

void LogicalUnit::plan_media(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const {
    constexpr std::uint8_t kImmediate = 0x02;
    find_range(command, spec, plan);
    if (!in_range(plan.lba, plan.blocks)) return refuse(plan, sense::lba_out_of_range());
    switch (spec.operation) {
        case ScsiOperation::WriteSame:
            return plan_write_same(command, spec, plan);
        case ScsiOperation::WriteAndVerify:
        case ScsiOperation::Verify:
            return plan_verify(command, spec, plan);
        case ScsiOperation::CompareAndWrite:
            plan.transfer_bytes = 2 * plan.blocks << block_shift_;
            if (plan.blocks != 0) plan.op = MediaOp::Write;
            return;
        case ScsiOperation::PreFetch:
        case ScsiOperation::SynchronizeCache:
            if (plan.blocks == 0) plan.blocks = identity_.capacity_blocks - plan.lba;
            if ((command.cdb[1] & kImmediate) != 0) return;
            if (spec.operation == ScsiOperation::PreFetch) {
                plan.op = MediaOp::Read;
            } else if (modes_.write_cache()) {
                plan.op = MediaOp::Flush;
            }
            return;
        default:
            PVS_CHECK(false);
    }
}

}  // namespace pvscsim
