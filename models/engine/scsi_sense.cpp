// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_sense.h"

#include <algorithm>

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

RawSense Sense::raw(bool by_descriptors) const {
    RawSense raw;
    if (!by_descriptors) {
        const SenseBytes fixed = fixed_format();
        std::copy(fixed.begin(), fixed.end(), raw.bytes.begin());
        raw.size = kSenseBytes;
        return raw;
    }
    // [SPC-4, Descriptor format sense data]: a header of 8 bytes, then descriptors with type and
    // length.
    constexpr std::uint8_t kCurrentDescriptors = 0x72;
    constexpr std::uint8_t kInformation = 0x00;
    constexpr std::uint8_t kKeySpecific = 0x02;
    raw.bytes[0] = kCurrentDescriptors;
    raw.bytes[1] = key;
    raw.bytes[2] = asc;
    raw.bytes[3] = ascq;
    raw.size = 8;
    if (information_valid) {
        std::uint8_t* at = &raw.bytes[raw.size];
        at[0] = kInformation;
        at[1] = 10;
        at[2] = 0x80;
        store_be64(at + 4, information);
        raw.size = static_cast<std::uint8_t>(raw.size + 12);
    }
    if ((key_specific[0] & 0x80) != 0) {
        std::uint8_t* at = &raw.bytes[raw.size];
        at[0] = kKeySpecific;
        at[1] = 6;
        std::copy(key_specific.begin(), key_specific.end(), at + 4);
        raw.size = static_cast<std::uint8_t>(raw.size + 8);
    }
    raw.bytes[7] = static_cast<std::uint8_t>(raw.size - 8);
    return raw;
}

namespace sense {

namespace {

constexpr std::uint8_t kMediumError = 0x3;
constexpr std::uint8_t kIllegalRequest = 0x5;
constexpr std::uint8_t kAbortedCommand = 0xb;
constexpr std::uint8_t kUnitAttention = 0x6;
constexpr std::uint8_t kNoSense = 0x0;
constexpr std::uint8_t kNotReady = 0x2;
constexpr std::uint8_t kDataProtect = 0x7;
constexpr std::uint8_t kCopyAborted = 0xa;
constexpr std::uint8_t kMiscompare = 0xe;

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
Sense invalid_parameter_field(std::uint16_t byte, std::uint8_t bit) {
    return with_pointer(0x26, false, byte, bit);
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
Sense transfer_ended() {
    return plain(kAbortedCommand, 0x00, 0x06);
}
Sense unit_attention(std::uint8_t asc, std::uint8_t ascq) {
    return plain(kUnitAttention, asc, ascq);
}
Sense stopped() {
    return plain(kNotReady, 0x04, 0x02);
}
Sense power_condition(std::uint8_t ascq) {
    return plain(kNoSense, 0x5e, ascq);
}
Sense write_protected(std::uint8_t ascq) {
    return plain(kDataProtect, 0x27, ascq);
}
Sense no_space() {
    return plain(kDataProtect, 0x27, 0x07);
}
Sense invalid_release() {
    return plain(kIllegalRequest, 0x26, 0x04);
}
Sense miscompare(std::uint64_t offset) {
    Sense sense = plain(kMiscompare, 0x1d, 0x00);
    sense.information_valid = true;
    sense.information = offset;
    return sense;
}
Sense copy_refused(std::uint8_t asc, std::uint8_t ascq) {
    return plain(kIllegalRequest, asc, ascq);
}
Sense copy_aborted(std::uint8_t asc, std::uint8_t ascq, std::uint64_t segment) {
    Sense sense = plain(kCopyAborted, asc, ascq);
    sense.information_valid = true;
    sense.information = segment;
    return sense;
}
Sense read_error(std::uint64_t lba) {
    return at_block(0x11, lba);
}
Sense write_error(std::uint64_t lba) {
    return at_block(0x0c, lba);
}

}  // namespace sense

}  // namespace pvscsim
