// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "pvscsim/protocol/layout.h"

// Descriptors as plain structs in the processor's byte order. `encode` writes every byte of the
// wire form, reserved ones as zero; `decode` reads every defined field.
namespace pvscsim::protocol {

using RequestBytes = std::array<std::uint8_t, request_layout::kBytes>;
using CompletionBytes = std::array<std::uint8_t, completion_layout::kBytes>;
using MessageBytes = std::array<std::uint8_t, message_layout::kBytes>;
using SgElementBytes = std::array<std::uint8_t, sg_layout::kBytes>;

struct RequestDescriptor {
    std::uint64_t context = 0;
    std::uint64_t data_addr = 0;  ///< the buffer, or the first scatter-gather element
    std::uint64_t data_bytes = 0;
    std::uint64_t sense_addr = 0;
    std::uint32_t sense_bytes = 0;
    std::uint32_t flags = 0;
    std::array<std::uint8_t, kCdbBytesMax> cdb{};
    std::uint8_t cdb_bytes = 0;
    LunField lun{};
    std::uint8_t tag = kTagSimple;
    std::uint8_t bus = 0;
    std::uint8_t target = 0;
    std::uint16_t vcpu_hint = 0;
};

struct CompletionDescriptor {
    std::uint64_t context = 0;
    std::uint64_t data_bytes = 0;
    std::uint32_t sense_bytes = 0;
    std::uint16_t host_status = 0;
    std::uint16_t scsi_status = 0;
};

struct MessageDescriptor {
    std::uint32_t type = 0;
    std::uint32_t bus = 0;
    std::uint32_t target = 0;
    LunField lun{};
};

struct SgDescriptor {
    std::uint64_t addr = 0;
    std::uint32_t bytes = 0;
    std::uint32_t flags = 0;
};

// Where the processor is little-endian, the structs begin as their wire forms do.
static_assert(offsetof(RequestDescriptor, flags) == request_layout::kFlags &&
              offsetof(RequestDescriptor, cdb) == request_layout::kCdb &&
              offsetof(RequestDescriptor, lun) == request_layout::kLun &&
              offsetof(RequestDescriptor, target) == request_layout::kTarget &&
              offsetof(RequestDescriptor, vcpu_hint) == request_layout::kVcpuHint);
static_assert(offsetof(CompletionDescriptor, sense_bytes) == completion_layout::kSenseLen &&
              sizeof(CompletionDescriptor) == completion_layout::kPad);

/// `at` is the wire form, wherever it lies.
inline void encode(const RequestDescriptor& from, std::uint8_t* at) noexcept {
    using namespace request_layout;
    std::memset(at + kUnused, 0, kBytes - kUnused);
    store_le64(at + kContext, from.context);
    store_le64(at + kDataAddr, from.data_addr);
    store_le64(at + kDataLen, from.data_bytes);
    store_le64(at + kSenseAddr, from.sense_addr);
    store_le32(at + kSenseLen, from.sense_bytes);
    store_le32(at + kFlags, from.flags);
    std::memcpy(at + kCdb, from.cdb.data(), kCdbBytesMax);
    at[kCdbLen] = from.cdb_bytes;
    std::memcpy(at + kLun, from.lun.data(), sizeof from.lun);
    at[kTag] = from.tag;
    at[kBus] = from.bus;
    at[kTarget] = from.target;
    store_le16(at + kVcpuHint, from.vcpu_hint);
}

inline void encode(const RequestDescriptor& from, RequestBytes& to) noexcept {
    encode(from, to.data());
}

inline void decode(const std::uint8_t* at, RequestDescriptor& to) noexcept {
    using namespace request_layout;
    if constexpr (!kBigEndianHost) {
        std::memcpy(static_cast<void*>(&to), at, kUnused);
        return;
    }
    to.context = load_le64(at + kContext);
    to.data_addr = load_le64(at + kDataAddr);
    to.data_bytes = load_le64(at + kDataLen);
    to.sense_addr = load_le64(at + kSenseAddr);
    to.sense_bytes = load_le32(at + kSenseLen);
    to.flags = load_le32(at + kFlags);
    std::memcpy(to.cdb.data(), at + kCdb, kCdbBytesMax);
    to.cdb_bytes = at[kCdbLen];
    std::memcpy(to.lun.data(), at + kLun, sizeof to.lun);
    to.tag = at[kTag];
    to.bus = at[kBus];
    to.target = at[kTarget];
    to.vcpu_hint = load_le16(at + kVcpuHint);
}

inline void decode(const RequestBytes& from, RequestDescriptor& to) noexcept {
    decode(from.data(), to);
}

inline void encode(const CompletionDescriptor& from, std::uint8_t* at) noexcept {
    using namespace completion_layout;
    store_le64(at + kPad, 0);
    if constexpr (!kBigEndianHost) {
        std::memcpy(at, &from, kPad);
        return;
    }
    store_le64(at + kContext, from.context);
    store_le64(at + kDataLen, from.data_bytes);
    store_le32(at + kSenseLen, from.sense_bytes);
    store_le16(at + kHostStatus, from.host_status);
    store_le16(at + kScsiStatus, from.scsi_status);
}

inline void encode(const CompletionDescriptor& from, CompletionBytes& to) noexcept {
    encode(from, to.data());
}

inline void decode(const std::uint8_t* at, CompletionDescriptor& to) noexcept {
    using namespace completion_layout;
    if constexpr (!kBigEndianHost) {
        std::memcpy(static_cast<void*>(&to), at, kPad);
        return;
    }
    to.context = load_le64(at + kContext);
    to.data_bytes = load_le64(at + kDataLen);
    to.sense_bytes = load_le32(at + kSenseLen);
    to.host_status = load_le16(at + kHostStatus);
    to.scsi_status = load_le16(at + kScsiStatus);
}

inline void decode(const CompletionBytes& from, CompletionDescriptor& to) noexcept {
    decode(from.data(), to);
}

inline void encode(const MessageDescriptor& from, MessageBytes& to) noexcept {
    using namespace message_layout;
    std::uint8_t* const at = to.data();
    store_le32(at + kType, from.type);
    store_le32(at + kBus, from.bus);
    store_le32(at + kTarget, from.target);
    std::memcpy(at + kLun, from.lun.data(), sizeof from.lun);
    std::memset(at + kPad, 0, kBytes - kPad);
}

inline void decode(const MessageBytes& from, MessageDescriptor& to) noexcept {
    using namespace message_layout;
    const std::uint8_t* const at = from.data();
    to.type = load_le32(at + kType);
    to.bus = load_le32(at + kBus);
    to.target = load_le32(at + kTarget);
    std::memcpy(to.lun.data(), at + kLun, sizeof to.lun);
}

inline void encode(const SgDescriptor& from, SgElementBytes& to) noexcept {
    store_le64(to.data() + sg_layout::kAddr, from.addr);
    store_le32(to.data() + sg_layout::kLength, from.bytes);
    store_le32(to.data() + sg_layout::kFlags, from.flags);
}

inline void decode(const SgElementBytes& from, SgDescriptor& to) noexcept {
    to.addr = load_le64(from.data() + sg_layout::kAddr);
    to.bytes = load_le32(from.data() + sg_layout::kLength);
    to.flags = load_le32(from.data() + sg_layout::kFlags);
}

}  // namespace pvscsim::protocol
