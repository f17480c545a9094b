// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_reservations.h"

#include <algorithm>

namespace pvscsim {

namespace {

enum class Action : std::uint8_t {
    Register,
    Reserve,
    Release,
    Clear,
    Preempt,
    PreemptAndAbort,
    RegisterAndIgnore,
    RegisterAndMove
};

Action action_of(const ReservationRequest& request) {
    return static_cast<Action>(request.action);
}

ReservationVerdict conflict_verdict() {
    ReservationVerdict verdict;
    verdict.status = kStatusReservationConflict;
    return verdict;
}

ReservationVerdict refused_with(const Sense& sense) {
    ReservationVerdict verdict;
    verdict.status = kStatusCheckCondition;
    verdict.sense = sense;
    return verdict;
}

bool write_exclusive(ReservationType type) {
    return type == ReservationType::WriteExclusive ||
           type == ReservationType::WriteExclusiveRegistrantsOnly ||
           type == ReservationType::WriteExclusiveAllRegistrants;
}

/// START STOP UNIT that starts the unit and asks for no power condition.
bool only_starts(const OpcodeSpec& spec, const std::uint8_t* cdb) {
    return spec.operation == ScsiOperation::StartStop && (cdb[4] & 0xf1) == 0x01;
}

}  // namespace

bool is_reservation_type(std::uint8_t code) {
    constexpr unsigned kTypes = 1U << 1 | 1U << 3 | 1U << 5 | 1U << 6 | 1U << 7 | 1U << 8;
    return code < 16 && (kTypes >> code & 1U) != 0;
}

bool Reservations::any_registered() const {
    return std::any_of(registered_.begin(), registered_.end(), [](bool is) { return is; });
}

// [SPC-2]: what RESERVE keeps for one initiator; persistent reservations and those of RESERVE
// exclude each other.
bool Reservations::conflicts_with_unit(std::uint8_t initiator, Access access) const {
    return holder_of_unit_ != initiator && access != Access::Always;
}

bool Reservations::conflicts(std::uint8_t initiator, const OpcodeSpec& spec,
                             const std::uint8_t* cdb) const {
    const bool is_persistent = spec.operation == ScsiOperation::PersistentIn ||
                               spec.operation == ScsiOperation::PersistentOut;
    if (spec.access == Access::Reserve) {
        if (any_registered()) return true;
        // Another initiator's RELEASE ends well and without effect.
        return spec.operation == ScsiOperation::ReserveUnit && holder_of_unit_ != kNobody &&
               holder_of_unit_ != initiator;
    }
    if (holder_of_unit_ != kNobody) {
        return is_persistent || conflicts_with_unit(initiator, spec.access);
    }
    if (type_ == ReservationType::None || holds(initiator)) return false;
    if (spec.access == Access::Always || spec.access == Access::Shared || only_starts(spec, cdb)) {
        return false;
    }
    const bool registrants = type_ >= ReservationType::WriteExclusiveRegistrantsOnly;
    if (registrants && registered(initiator)) return false;
    return !(write_exclusive(type_) && spec.access == Access::Reads);
}

void Reservations::attend_registrants(int but, Attention attention, Attentions& attentions) const {
    for (std::uint8_t i = 0; i < kInitiatorsMax; ++i) {
        if (registered_[i] && i != but) attentions.add(i, attention);
    }
}

ReservationVerdict Reservations::persistent_out(const ReservationRequest& request,
                                                Attentions& attentions) {
    const bool is_known = registered(request.initiator);
    const bool ignores_key = action_of(request) == Action::RegisterAndIgnore;
    const bool key_fits = is_known ? keys_[request.initiator] == request.key : request.key == 0;
    if (action_of(request) != Action::Register && !ignores_key && !is_known)
        return conflict_verdict();
    if (!ignores_key && !key_fits) return conflict_verdict();
    switch (action_of(request)) {
        case Action::Register:
        case Action::RegisterAndIgnore:
            return register_key(request, attentions);
        case Action::Reserve:
            return reserve(request);
        case Action::Release:
            return release(request, attentions);
        case Action::Clear:
            return clear(request, attentions);
        case Action::Preempt:
        case Action::PreemptAndAbort:
            return preempt(request, attentions);
        default:
            return move(request, attentions);
    }
}

ReservationVerdict Reservations::register_key(const ReservationRequest& request,
                                              Attentions& attentions) {
    const std::uint8_t initiator = request.initiator;
    if (request.action_key != 0) {
        registered_[initiator] = true;
        keys_[initiator] = request.action_key;
        ++generation_;
    } else if (registered_[initiator]) {
        unregister(initiator, attentions);
        ++generation_;
    }
    return {};
}

/// The holder's registration takes its reservation with it, that of all registrants goes with the
/// last [SPC-4, Unregistering].
void Reservations::unregister(std::uint8_t initiator, Attentions& attentions) {
    const bool held = holds(initiator);
    registered_[initiator] = false;
    keys_[initiator] = 0;
    if (!held || (all_registrants() && any_registered())) return;
    end_reservation(initiator, attentions);
}

/// Those who shared the reservation are told of its end.
void Reservations::end_reservation(int but, Attentions& attentions) {
    if (type_ >= ReservationType::WriteExclusiveRegistrantsOnly) {
        attend_registrants(but, Attention::ReservationsReleased, attentions);
    }
    type_ = ReservationType::None;
    holder_ = kNobody;
}

ReservationVerdict Reservations::reserve(const ReservationRequest& request) {
    if (type_ != ReservationType::None) {
        const bool same = holds(request.initiator) && type_ == request.type;
        return same ? ReservationVerdict{} : conflict_verdict();
    }
    type_ = request.type;
    holder_ = all_registrants() ? kNobody : request.initiator;
    return {};
}

ReservationVerdict Reservations::release(const ReservationRequest& request,
                                         Attentions& attentions) {
    if (!holds(request.initiator)) return {};
    if (type_ != request.type) return refused_with(sense::invalid_release());
    end_reservation(request.initiator, attentions);
    return {};
}

ReservationVerdict Reservations::clear(const ReservationRequest& request, Attentions& attentions) {
    attend_registrants(request.initiator, Attention::ReservationsPreempted, attentions);
    registered_.fill(false);
    keys_.fill(0);
    type_ = ReservationType::None;
    holder_ = kNobody;
    ++generation_;
    return {};
}

// [SPC-4, Preempting]
ReservationVerdict Reservations::preempt(const ReservationRequest& request,
                                         Attentions& attentions) {
    const bool reserved = type_ != ReservationType::None;
    const bool of_all = reserved && all_registrants();
    if (request.action_key == 0 && !of_all) {
        constexpr std::uint16_t kActionKeyAt = 8;
        return refused_with(sense::invalid_parameter_field(kActionKeyAt));
    }
    // With 0 all others make way, else those with that key.
    const bool takes_over =
        reserved && (of_all ? request.action_key == 0
                            : keys_[static_cast<std::size_t>(holder_)] == request.action_key);
    ReservationVerdict verdict;
    bool found = takes_over;
    for (std::uint8_t i = 0; i < kInitiatorsMax; ++i) {
        const bool meant =
            registered_[i] && (request.action_key == 0 || keys_[i] == request.action_key);
        if (!meant) continue;
        found = true;
        if (action_of(request) == Action::PreemptAndAbort) {
            verdict.abort_initiators =
                static_cast<std::uint8_t>(verdict.abort_initiators | 1U << i);
        }
        if (i == request.initiator) continue;
        registered_[i] = false;
        keys_[i] = 0;
        attentions.add(i, Attention::RegistrationsPreempted);
        if (action_of(request) == Action::PreemptAndAbort)
            attentions.add(i, Attention::CommandsCleared);
    }
    if (!found) return conflict_verdict();
    ++generation_;
    if (takes_over) {
        if (type_ != request.type) end_reservation(request.initiator, attentions);
        type_ = request.type;
        holder_ = all_registrants() ? kNobody : request.initiator;
    }
    return verdict;
}

ReservationVerdict Reservations::move(const ReservationRequest& request, Attentions& attentions) {
    if (!holds(request.initiator) || all_registrants()) return conflict_verdict();
    registered_[request.move_to] = true;
    keys_[request.move_to] = request.action_key;
    holder_ = request.move_to;
    if (request.unregister) unregister(request.initiator, attentions);
    ++generation_;
    return {};
}

void Reservations::persistent_in(std::uint8_t action, ParameterData& data) const {
    constexpr std::uint8_t kReadKeys = 0;
    constexpr std::uint8_t kReadReservation = 1;
    constexpr std::uint8_t kReportCapabilities = 2;
    if (action == kReportCapabilities) {
        data.u16(8);
        data.u8(0x00);     // neither APTPL nor SPEC_I_PT nor ALL_TG_PT
        data.u8(0x80);     // the types follow
        data.u16(0xea01);  // all six
        data.u16(0);
        return;
    }
    data.u32(generation_);
    data.u32(0);
    if (action == kReadKeys) {
        for (std::uint8_t i = 0; i < kInitiatorsMax; ++i) {
            if (registered_[i]) data.u64(keys_[i]);
        }
    } else if (action != kReadReservation) {
        full_status(data);
    } else if (type_ != ReservationType::None) {
        data.u64(all_registrants() ? 0 : keys_[static_cast<std::size_t>(holder_)]);
        data.u32(0);
        data.u8(0);
        data.u8(static_cast<unsigned>(type_));
        data.u16(0);
    }
    data.set_u32(4, data.size() - 8);
}

void Reservations::full_status(ParameterData& data) const {
    for (std::uint8_t i = 0; i < kInitiatorsMax; ++i) {
        if (!registered_[i]) continue;
        data.u64(keys_[i]);
        data.u32(0);
        data.u8(holds(i) ? 1 : 0);
        data.u8(holds(i) ? static_cast<unsigned>(type_) : 0);
        data.u32(0);
        data.u16(1);  // relative target port
        data.u32(kTransportIdBytes);
        append_transport_id(i, data);
    }
}

namespace {
constexpr std::uint8_t kSas = 0x06;
constexpr std::uint64_t kInitiatorName = 0x3505653100000000;
}  // namespace

void append_transport_id(std::uint8_t initiator, ParameterData& data) {
    data.u8(kSas);
    data.zeros(3);
    data.u64(kInitiatorName | initiator);
    data.zeros(12);
}

std::uint8_t initiator_of_transport_id(const std::uint8_t* id) {
    const std::uint64_t number = load_be64(id + 4) ^ kInitiatorName;
    return id[0] == kSas && number < kInitiatorsMax ? static_cast<std::uint8_t>(number)
                                                    : static_cast<std::uint8_t>(kInitiatorsMax);
}

}  // namespace pvscsim
