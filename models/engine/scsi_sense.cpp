// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_sense.h"

#include "models/engine/big_endian.h"

namespace pvscsim {

SenseBytes Sense::fixed_format() const {
    constexpr std::uint8_t kCurrentFixed = 0x70;
    constexpr std::uint8_t kValid = 0x80;
    const bool information_fits = information_valid && information <= 0xffffffff;
    SenseBytes bytes{};
    bytes[0] = information_fits ? kCurrentFixed | kValid : kCurrentFixed;
    bytes[2] = key;
    if (information_fits) store_be32(&bytes[3], static_cast<std::uint32_t>(information));
    bytes[7] = kSenseBytes - 8;  // bytes that follow this one
    bytes[12] = asc;
    bytes[13] = ascq;
    bytes[15] = key_specific[0];
    bytes[16] = key_specific[1];
    bytes[17] = key_specific[2];
    return bytes;
}

namespace sense {

namespace {

constexpr std::uint8_t kMediumError = 0x3;
constexpr std::uint8_t kIllegalRequest = 0x5;
constexpr std::uint8_t kUnitAttention = 0x6;

Sense plain(std::uint8_t key, std::uint8_t asc, std::uint8_t ascq) {
    Sense sense;
    sense.key = key;
    sense.asc = asc;
    sense.ascq = ascq;
    return sense;
}

Sense at_block(std::uint8_t asc, std::uint64_t lba) {
    Sense sense = plain(kMediumError, asc, 0x00);
    sense.information_valid = true;
    sense.information = lba;
    return sense;
}

/// With a field pointer: SKSV, C/D (set for the CDB), BPV and the bit, then the byte.
Sense with_pointer(std::uint8_t asc, bool in_cdb, std::uint16_t byte, std::uint8_t bit) {
    Sense sense = plain(kIllegalRequest, asc, 0x00);
    const unsigned bit_part = bit == kNoBit ? 0U : 0x08U | bit;
    sense.key_specific[0] = static_cast<std::uint8_t>(0x80U | (in_cdb ? 0x40U : 0U) | bit_part);
    store_be16(&sense.key_specific[1], byte);
    return sense;
}

}  // namespace

Sense invalid_opcode() {
    return with_pointer(0x20, true, 0, kNoBit);
}
Sense invalid_cdb_field(std::uint16_t byte, std::uint8_t bit) {
    return with_pointer(0x24, true, byte, bit);
}
Sense invalid_parameter_field(std::uint16_t byte) {
    return with_pointer(0x26, false, byte, kNoBit);
}
Sense parameter_list_length() {
    return plain(kIllegalRequest, 0x1a, 0x00);
}
Sense lba_out_of_range() {
    return plain(kIllegalRequest, 0x21, 0x00);
}
Sense unit_not_supported() {
    return plain(kIllegalRequest, 0x25, 0x00);
}
Sense saving_not_supported() {
    return plain(kIllegalRequest, 0x39, 0x00);
}
Sense unit_attention(std::uint8_t asc, std::uint8_t ascq) {
    return plain(kUnitAttention, asc, ascq);
}
Sense read_error(std::uint64_t lba) {
    return at_block(0x11, lba);
}
Sense write_error(std::uint64_t lba) {
    return at_block(0x0c, lba);
}

}  // namespace sense

}  // namespace pvscsim
