// SPDX-License-Identifier: Apache-2.0
// Commands that change the unit's state: mode pages, reservations, power condition.
#include <array>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

ScsiResult LogicalUnit::execute_mode_select(const ScsiCommand& command, const ScsiPlan& plan,
                                            DataBuffer& buffer) {
    std::array<std::uint8_t, 512> list;  // more than the pages there are, each several times
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun || plan.transfer_bytes == 0) return result;
    if (plan.transfer_bytes > list.size()) {
        return check_condition(sense::parameter_list_length(), 0);
    }
    if (!buffer.read(0, list.data(), plan.transfer_bytes)) return dma_fault(0);
    const ModeChange change = modes_.select(identity_, command.cdb, list.data(),
                                            plan.transfer_bytes, store_.capacity_blocks());
    if (change.refusal) return check_condition(*change.refusal, result.moved_bytes);
    if (change.pages) {
        attentions_.add_for_others(command.initiator, Attention::ModeParametersChanged);
        threshold_passed_ = false;
        if (identity_.thin_blocks != 0) watch_threshold();
    }
    if (change.capacity_blocks) set_capacity(*change.capacity_blocks, command.initiator);
    update_special();
    return result;
}

ScsiResult LogicalUnit::execute_persistent_out(const ScsiCommand& command, const ScsiPlan& plan,
                                               DataBuffer& buffer) {
    // Key, key of the service action, then flags; REGISTER AND MOVE has its own places.
    constexpr std::uint8_t kRegisterAndMove = 7;
    constexpr std::size_t kFlagsAt = 20;
    constexpr std::uint8_t kNotOffered = 0x08 | 0x04 | 0x01;  // SPEC_I_PT, ALL_TG_PT, APTPL
    constexpr std::size_t kMoveFlagsAt = 17;
    constexpr std::uint8_t kPersist = 0x01;
    constexpr std::uint8_t kUnregister = 0x02;
    std::array<std::uint8_t, 24 + kTransportIdBytes> list{};
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun) return result;
    if (!buffer.read(0, list.data(), plan.transfer_bytes)) return dma_fault(0);
    const auto refuse_byte = [&](std::size_t at) {
        return check_condition(sense::invalid_parameter_field(static_cast<std::uint16_t>(at)),
                               result.moved_bytes);
    };
    ReservationRequest request;
    request.initiator = command.initiator;
    request.action = command.cdb[1] & kServiceActionMask;
    request.type = static_cast<ReservationType>(command.cdb[2] & 0x0f);
    request.key = load_be64(&list[0]);
    request.action_key = load_be64(&list[8]);
    if (request.action == kRegisterAndMove) {
        request.unregister = (list[kMoveFlagsAt] & kUnregister) != 0;
        request.move_to = initiator_of_transport_id(&list[24]);
        if ((list[kMoveFlagsAt] & kPersist) != 0) return refuse_byte(kMoveFlagsAt);
        if (load_be32(&list[20]) != kTransportIdBytes) return refuse_byte(20);
        if (request.action_key == 0) return refuse_byte(8);
        if (request.move_to == kInitiatorsMax || request.move_to == request.initiator) {
            return refuse_byte(24);
        }
    } else if ((list[kFlagsAt] & kNotOffered) != 0) {
        return refuse_byte(kFlagsAt);
    }
    if (!reservations_) reservations_ = std::make_unique<Reservations>();
    const ReservationVerdict verdict = reservations_->persistent_out(request, attentions_);
    update_special();
    result.status = verdict.status;
    result.sense = verdict.sense;
    result.abort_initiators = verdict.abort_initiators;
    return result;
}

ScsiResult LogicalUnit::execute_reserve(const ScsiCommand& command, bool reserve) {
    if (!reservations_) reservations_ = std::make_unique<Reservations>();
    if (reserve) {
        reservations_->reserve_unit(command.initiator);
    } else {
        reservations_->release_unit(command.initiator);
    }
    update_special();
    return {};
}

ScsiResult LogicalUnit::execute_start_stop(const ScsiCommand& command) {
    // START alone, or a power condition: 2 idle, 3 standby, A and B the same by force; 1 and 7
    // leave it to the unit, which then is active.
    switch (command.cdb[4] >> 4) {
        case 0x0:
            power_ = (command.cdb[4] & 0x01) != 0 ? PowerState::Active : PowerState::Stopped;
            break;
        case 0x2:
        case 0xa:
            power_ = PowerState::Idle;
            break;
        case 0x3:
        case 0xb:
            power_ = PowerState::Standby;
            break;
        default:
            power_ = PowerState::Active;
    }
    update_special();
    return {};
}

}  // namespace pvscsim
