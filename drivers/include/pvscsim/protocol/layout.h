// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "pvscsim/protocol/constants.h"
#include "pvscsim/protocol/little_endian.h"

// Byte offsets of everything in shared memory, and whole descriptors between plain structs and
// their bytes. Nothing here is ever overlaid on shared memory: fields are unaligned and
// little-endian.
namespace pvscsim::protocol {

/// The 8-byte LUN field in single-level peripheral form: byte 1 is the unit. [SAM-5 4.7]
using LunField = std::array<std::uint8_t, 8>;
constexpr LunField lun_field(std::uint8_t lun) noexcept {
    return {0, lun, 0, 0, 0, 0, 0, 0};
}
inline bool is_single_level(const LunField& field) noexcept {
    return (load_le64(field.data()) & ~std::uint64_t{0xff00}) == 0;
}

/// Rings state: one page; the message fields have their own cache line.
namespace rings_state {
inline constexpr std::uint32_t kReqProdIdx = 0;  ///< driver
inline constexpr std::uint32_t kReqConsIdx = 4;  ///< device
inline constexpr std::uint32_t kReqNumEntriesLog2 = 8;
inline constexpr std::uint32_t kCmpProdIdx = 12;  ///< device
inline constexpr std::uint32_t kCmpConsIdx = 16;  ///< driver
inline constexpr std::uint32_t kCmpNumEntriesLog2 = 20;
inline constexpr std::uint32_t kReqCallThreshold = 24;  ///< device
inline constexpr std::uint32_t kMsgProdIdx = 128;       ///< device
inline constexpr std::uint32_t kMsgConsIdx = 132;       ///< driver
inline constexpr std::uint32_t kMsgNumEntriesLog2 = 136;
inline constexpr std::uint32_t kBytesUsed = 140;
}  // namespace rings_state

namespace request_layout {
inline constexpr std::uint32_t kContext = 0;
inline constexpr std::uint32_t kDataAddr = 8;
inline constexpr std::uint32_t kDataLen = 16;
inline constexpr std::uint32_t kSenseAddr = 24;
inline constexpr std::uint32_t kSenseLen = 32;
inline constexpr std::uint32_t kFlags = 36;
inline constexpr std::uint32_t kCdb = 40;
inline constexpr std::uint32_t kCdbLen = 56;
inline constexpr std::uint32_t kLun = 57;
inline constexpr std::uint32_t kTag = 65;
inline constexpr std::uint32_t kBus = 66;
inline constexpr std::uint32_t kTarget = 67;
inline constexpr std::uint32_t kVcpuHint = 68;
inline constexpr std::uint32_t kUnused = 70;
inline constexpr std::uint32_t kBytes = 128;
static_assert(kCdb + kCdbBytesMax == kCdbLen && kLun + sizeof(LunField) == kTag);
static_assert(kBytes * kRequestsPerPage == kPageBytes);
}  // namespace request_layout

namespace completion_layout {
inline constexpr std::uint32_t kContext = 0;
inline constexpr std::uint32_t kDataLen = 8;
inline constexpr std::uint32_t kSenseLen = 16;
inline constexpr std::uint32_t kHostStatus = 20;
inline constexpr std::uint32_t kScsiStatus = 22;
inline constexpr std::uint32_t kPad = 24;
inline constexpr std::uint32_t kBytes = 32;
static_assert(kBytes * kCompletionsPerPage == kPageBytes);
}  // namespace completion_layout

namespace message_layout {
inline constexpr std::uint32_t kType = 0;
inline constexpr std::uint32_t kBus = 4;
inline constexpr std::uint32_t kTarget = 8;
inline constexpr std::uint32_t kLun = 12;
inline constexpr std::uint32_t kPad = 20;
inline constexpr std::uint32_t kBytes = 128;
static_assert(kBytes * kMessagesPerPage == kPageBytes);
}  // namespace message_layout

namespace sg_layout {
inline constexpr std::uint32_t kAddr = 0;
inline constexpr std::uint32_t kLength = 8;
inline constexpr std::uint32_t kFlags = 12;
inline constexpr std::uint32_t kBytes = 16;
static_assert(kBytes * kPageElements == kPageBytes);
}  // namespace sg_layout

/// The controller page that CONFIG writes.
namespace config_page_layout {
inline constexpr std::uint32_t kPageNum = 0;
inline constexpr std::uint32_t kNumDwords = 4;
inline constexpr std::uint32_t kHostStatus = 6;
inline constexpr std::uint32_t kScsiStatus = 8;
inline constexpr std::uint32_t kNodeWwn = 16;
inline constexpr std::uint32_t kManufacturer = 24;
inline constexpr std::uint32_t kSerialNumber = 152;
inline constexpr std::uint32_t kOpromVersion = 280;
inline constexpr std::uint32_t kHwVersion = 344;
inline constexpr std::uint32_t kFirmwareVersion = 408;
inline constexpr std::uint32_t kNumPhys = 472;
inline constexpr std::uint32_t kUseConsecutivePhyWwns = 476;
inline constexpr std::uint32_t kBytes = 480;
}  // namespace config_page_layout

// SETUP_RINGS and SETUP_MSG_RING arguments, in dwords; a page number takes two, low half first.
inline constexpr std::uint32_t kSetupRingsDwords = 132;
inline constexpr std::uint32_t kSetupMsgRingDwords = 34;
static_assert(kSetupRingsDwords == 2 + 2 + 2 * kRingPagesMax + 2 * kRingPagesMax);
static_assert(kSetupMsgRingDwords == 2 + 2 * kMessagePagesMax);

}  // namespace pvscsim::protocol
