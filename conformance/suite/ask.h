// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

namespace pvscsim::conformance {

constexpr std::uint32_t kListed = 1;
constexpr std::uint32_t kOutOfBandCdb = 2;
constexpr std::uint32_t kNoData = 4;
constexpr std::uint32_t kToHost = 8;
constexpr std::uint32_t kToDevice = 16;

constexpr std::uint16_t kSuccess = 0x00;
constexpr std::uint16_t kSelTimeout = 0x11;
constexpr std::uint16_t kDataRun = 0x12;
constexpr std::uint16_t kInvParam = 0x1a;
constexpr std::uint16_t kSenseFailed = 0x1b;
constexpr std::uint16_t kBadMessage = 0x1d;
constexpr std::uint16_t kHardware = 0x20;
constexpr std::uint16_t kBusReset = 0x25;
constexpr std::uint16_t kAbortQueue = 0x26;

constexpr std::uint16_t kGood = 0;
constexpr std::uint16_t kCheckCondition = 2;

/// A request as the guest writes it into the ring.
struct Ask {
    std::vector<std::uint8_t> cdb;
    std::uint32_t flags = kNoData;
    std::uint64_t data_addr = 0;
    std::uint64_t data_bytes = 0;
    std::uint64_t context = 1;
    std::uint8_t target = 0;
    std::uint8_t lun[8] = {};
    std::uint64_t sense_addr = 0;
    std::uint32_t sense_bytes = 0;
    std::uint8_t cdb_bytes = 0;  ///< 0: as long as `cdb`
    std::uint8_t tag = 0x20;
    std::uint8_t bus = 0;
    std::uint8_t rest = 0;  ///< bytes 68 to 127

    Ask with_context(std::uint64_t value) const {
        Ask copy = *this;
        copy.context = value;
        return copy;
    }
    Ask at(std::uint8_t to) const {
        Ask copy = *this;
        copy.target = to;
        return copy;
    }
    Ask with_sense(std::uint64_t addr, std::uint32_t bytes) const {
        Ask copy = *this;
        copy.sense_addr = addr;
        copy.sense_bytes = bytes;
        return copy;
    }
    Ask with_flags(std::uint32_t value) const {
        Ask copy = *this;
        copy.flags = value;
        return copy;
    }
    Ask with_length(std::uint64_t bytes) const {
        Ask copy = *this;
        copy.data_bytes = bytes;
        return copy;
    }
};

/// A completion as the guest reads it from the ring.
struct Done {
    std::uint64_t context = 0;
    std::uint64_t data_bytes = 0;
    std::uint32_t sense_bytes = 0;
    std::uint16_t host_status = 0;
    std::uint16_t scsi_status = 0;
    std::uint64_t pad = 0;
};

inline Ask test_unit_ready() {
    return {{0, 0, 0, 0, 0, 0}};
}
/// INQUIRY that allows `allowed` bytes, with a buffer of `bytes` at `addr`.
inline Ask inquiry(std::uint64_t addr, std::uint32_t bytes, std::uint8_t allowed) {
    return {{0x12, 0, 0, 0, allowed, 0}, kToHost, addr, bytes};
}
/// READ(10) or WRITE(10) of whole blocks of 512 bytes.
inline Ask media(std::uint8_t opcode, std::uint32_t flags, std::uint32_t lba, std::uint16_t blocks,
                 std::uint64_t addr) {
    const auto byte = [](std::uint32_t value, int shift) {
        return static_cast<std::uint8_t>(value >> shift);
    };
    return {{opcode, 0, byte(lba, 24), byte(lba, 16), byte(lba, 8), byte(lba, 0), 0,
             byte(blocks, 8), byte(blocks, 0), 0},
            flags,
            addr,
            std::uint64_t{blocks} * 512};
}
inline Ask read10(std::uint32_t lba, std::uint16_t blocks, std::uint64_t addr) {
    return media(0x28, kToHost, lba, blocks, addr);
}
inline Ask write10(std::uint32_t lba, std::uint16_t blocks, std::uint64_t addr) {
    return media(0x2a, kToDevice, lba, blocks, addr);
}

}  // namespace pvscsim::conformance
