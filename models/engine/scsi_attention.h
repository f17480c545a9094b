// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/engine/disk_config.h"

namespace pvscsim {

/// What an initiator is to be told about the unit before its next command is served; the first of
/// those that are pending is told first [SAM-5, Unit attention conditions].
enum class Attention : std::uint8_t {
    ResetOccurred,  ///< power on, reset, or bus device reset
    ReportedLunsChanged,
    CapacityChanged,
    ModeParametersChanged,
    ReservationsPreempted,
    ReservationsReleased,
    RegistrationsPreempted,
    CommandsCleared,  ///< by another initiator
    ThinSoftThreshold,
    Count
};
inline constexpr Attention kReportedLunsChanged = Attention::ReportedLunsChanged;

struct AttentionCode {
    std::uint8_t asc = 0;
    std::uint8_t ascq = 0;
};
AttentionCode code_of(Attention attention);

/// The unit attentions of one logical unit that are pending for each initiator; each kind once.
class Attentions {
public:
    static constexpr int kNobody = -1;

    bool pending(std::uint8_t initiator) const { return bits_[initiator] != 0; }
    /// Takes the first that is pending.
    Attention take(std::uint8_t initiator);
    void drop(std::uint8_t initiator, Attention attention) {
        bits_[initiator] = static_cast<std::uint16_t>(bits_[initiator] & ~bit(attention));
    }
    void drop_all(std::uint8_t initiator) { bits_[initiator] = 0; }
    void add(std::uint8_t initiator, Attention attention) {
        bits_[initiator] = static_cast<std::uint16_t>(bits_[initiator] | bit(attention));
    }
    /// For all initiators but one.
    void add_for_others(int initiator, Attention attention);
    /// A reset makes what was to be told before it obsolete.
    void reset() { bits_.fill(bit(Attention::ResetOccurred)); }

private:
    static constexpr std::uint16_t bit(Attention attention) {
        return static_cast<std::uint16_t>(1U << static_cast<unsigned>(attention));
    }
    std::array<std::uint16_t, kInitiatorsMax> bits_{};
};

}  // namespace pvscsim
