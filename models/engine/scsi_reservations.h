// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/engine/disk_config.h"
#include "models/engine/scsi_attention.h"
#include "models/engine/scsi_opcodes.h"
#include "models/engine/scsi_parameter_data.h"
#include "models/engine/scsi_sense.h"

namespace pvscsim {

/// Types of persistent reservations [SPC-4, PERSISTENT RESERVE IN].
enum class ReservationType : std::uint8_t {
    None = 0,
    WriteExclusive = 1,
    ExclusiveAccess = 3,
    WriteExclusiveRegistrantsOnly = 5,
    ExclusiveAccessRegistrantsOnly = 6,
    WriteExclusiveAllRegistrants = 7,
    ExclusiveAccessAllRegistrants = 8,
};

/// A PERSISTENT RESERVE OUT whose form is right.
struct ReservationRequest {
    std::uint8_t initiator = 0;
    std::uint8_t action = 0;  ///< service action
    ReservationType type = ReservationType::None;
    std::uint64_t key = 0;
    std::uint64_t action_key = 0;  ///< of the service action
    std::uint8_t move_to = 0;      ///< REGISTER AND MOVE: the initiator
    bool unregister = false;       ///< the same: the mover's registration ends
};

/// How it ended, and what must be told or ended because of it.
struct ReservationVerdict {
    std::uint8_t status = kStatusGood;
    Sense sense;
    std::uint8_t abort_initiators = 0;  ///< a bit for each whose commands must end
};

/// The reservations of one logical unit: persistent ones with their registrations [SPC-4], and
/// that of RESERVE [SPC-2].
class Reservations {
public:
    /// True if a reservation keeps `initiator` from such a command.
    bool conflicts(std::uint8_t initiator, const OpcodeSpec& spec, const std::uint8_t* cdb) const;
    /// Anything reserved that commands have to be held against.
    bool any() const { return type_ != ReservationType::None || holder_of_unit_ != kNobody; }

    ReservationVerdict persistent_out(const ReservationRequest& request, Attentions& attentions);
    /// The data of a PERSISTENT RESERVE IN.
    void persistent_in(std::uint8_t action, ParameterData& data) const;

    /// RESERVE and RELEASE.
    void reserve_unit(std::uint8_t initiator) { holder_of_unit_ = initiator; }
    void release_unit(std::uint8_t initiator) {
        if (holder_of_unit_ == initiator) holder_of_unit_ = kNobody;
    }
    /// Ends the reservation of RESERVE; the others outlast a reset.
    void reset() { holder_of_unit_ = kNobody; }

private:
    static constexpr int kNobody = -1;

    bool registered(int initiator) const {
        return initiator != kNobody && registered_[static_cast<std::size_t>(initiator)];
    }
    bool all_registrants() const { return type_ >= ReservationType::WriteExclusiveAllRegistrants; }
    bool holds(int initiator) const {
        return type_ != ReservationType::None &&
               (all_registrants() ? registered(initiator) : holder_ == initiator);
    }
    bool any_registered() const;
    bool conflicts_with_unit(std::uint8_t initiator, Access access) const;
    void attend_registrants(int but, Attention attention, Attentions& attentions) const;

    ReservationVerdict register_key(const ReservationRequest& request, Attentions& attentions);
    ReservationVerdict reserve(const ReservationRequest& request);
    ReservationVerdict release(const ReservationRequest& request, Attentions& attentions);
    ReservationVerdict clear(const ReservationRequest& request, Attentions& attentions);
    ReservationVerdict preempt(const ReservationRequest& request, Attentions& attentions);
    ReservationVerdict move(const ReservationRequest& request, Attentions& attentions);
    void unregister(std::uint8_t initiator, Attentions& attentions);
    void end_reservation(int but, Attentions& attentions);
    void full_status(ParameterData& data) const;

    std::array<bool, kInitiatorsMax> registered_{};
    std::array<std::uint64_t, kInitiatorsMax> keys_{};
    std::uint32_t generation_ = 0;
    ReservationType type_ = ReservationType::None;
    int holder_ = kNobody;  ///< of no all-registrants type
    int holder_of_unit_ = kNobody;
};

/// The name of an initiator as TransportIDs give it: a SAS address.
inline constexpr std::size_t kTransportIdBytes = 24;
void append_transport_id(std::uint8_t initiator, ParameterData& data);
/// The initiator that a TransportID names, or kInitiatorsMax.
std::uint8_t initiator_of_transport_id(const std::uint8_t* id);

/// True for the six types that SPC-4 defines.
bool is_reservation_type(std::uint8_t code);

}  // namespace pvscsim
