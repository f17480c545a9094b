// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace pvscsim {

// Status bytes that a target of ours returns [SAM-5 5.3.1].
inline constexpr std::uint8_t kStatusGood = 0x00;
inline constexpr std::uint8_t kStatusCheckCondition = 0x02;
inline constexpr std::uint8_t kStatusConditionMet = 0x04;
inline constexpr std::uint8_t kStatusBusy = 0x08;
inline constexpr std::uint8_t kStatusReservationConflict = 0x18;
inline constexpr std::uint8_t kStatusTaskSetFull = 0x28;

/// Bytes of sense data that a target has to give: the fixed format without vendor bytes.
inline constexpr std::size_t kSenseBytes = 18;
using SenseBytes = std::array<std::uint8_t, kSenseBytes>;

/// Sense data as it goes over the wire, in either format.
struct RawSense {
    static constexpr std::size_t kBytesMax = 28;  ///< with information and key-specific descriptors
    std::array<std::uint8_t, kBytesMax> bytes{};
    std::uint8_t size = 0;
};

/// Why a command ended with CHECK CONDITION [SPC-4 4.5].
struct Sense {
    std::uint8_t key = 0;
    std::uint8_t asc = 0;
    std::uint8_t ascq = 0;
    bool information_valid = false;
    std::array<std::uint8_t, 3> key_specific{};  ///< a field pointer if bit 7 of the first is set
    std::uint64_t information = 0;               ///< the block concerned, if `information_valid`

    /// Fixed format, current error. A block number above 32 bits does not fit and is left out.
    SenseBytes fixed_format() const;
    /// Either format; that of descriptors holds every block number.
    RawSense raw(bool by_descriptors) const;

    friend bool operator==(const Sense& a, const Sense& b) {
        return a.key == b.key && a.asc == b.asc && a.ascq == b.ascq &&
               a.information_valid == b.information_valid && a.key_specific == b.key_specific &&
               a.information == b.information;
    }
};

namespace sense {

inline constexpr std::uint8_t kNoBit = 8;

Sense invalid_opcode();
/// A wrong value in byte `byte` of the CDB; `bit` is the most significant bit of the field, or
/// kNoBit for whole bytes.
Sense invalid_cdb_field(std::uint16_t byte, std::uint8_t bit = kNoBit);
Sense invalid_parameter_field(std::uint16_t byte, std::uint8_t bit = kNoBit);
Sense parameter_list_length();
Sense lba_out_of_range();
Sense unit_not_supported();
/// The storage behind the disk gave up.
Sense transfer_ended();
Sense unit_attention(std::uint8_t asc, std::uint8_t ascq);
/// START STOP UNIT has to start the unit.
Sense stopped();
/// What REQUEST SENSE says of a power condition: no error.
Sense power_condition(std::uint8_t ascq);
Sense write_protected(std::uint8_t ascq);
/// Thin provisioning has no more storage.
Sense no_space();
Sense invalid_release();
/// `offset` of the first byte that differs, in the data that were sent.
Sense miscompare(std::uint64_t offset);
/// What EXTENDED COPY refuses of its list, by additional sense code and qualifier.
Sense copy_refused(std::uint8_t asc, std::uint8_t ascq);
/// A copy that ended in `segment`, and why.
Sense copy_aborted(std::uint8_t asc, std::uint8_t ascq, std::uint64_t segment);
Sense read_error(std::uint64_t lba);
Sense write_error(std::uint64_t lba);

}  // namespace sense

}  // namespace pvscsim
