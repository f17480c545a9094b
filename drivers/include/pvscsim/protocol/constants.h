// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::protocol {

// Limits. "Page" is always 4,096 bytes.
inline constexpr std::uint32_t kPageBytes = 4096;
inline constexpr std::uint32_t kPageBits = 12;
inline constexpr std::uint32_t kRingPagesMax = 32;
inline constexpr std::uint32_t kMessagePagesMax = 16;
inline constexpr std::uint32_t kRequestsPerPage = 32;
inline constexpr std::uint32_t kCompletionsPerPage = 128;
inline constexpr std::uint32_t kMessagesPerPage = 32;
inline constexpr std::uint32_t kRequestEntriesMax = kRingPagesMax * kRequestsPerPage;
inline constexpr std::uint32_t kCompletionEntriesMax = kRingPagesMax * kCompletionsPerPage;
inline constexpr std::uint32_t kCdbBytesMax = 16;
inline constexpr std::uint32_t kTargetsMax = 256;
inline constexpr std::uint32_t kTargetsDefault = 16;          ///< if the device cannot tell
inline constexpr std::uint32_t kDriverSegmentElements = 128;  ///< a driver's own limit a segment
inline constexpr std::uint32_t kPageElements = 256;           ///< what fits a page
inline constexpr std::uint32_t kSegmentsMax = 128;
inline constexpr std::uint32_t kMsixVectorsMax = 24;

// Request flags.
inline constexpr std::uint32_t kFlagSgList = 1U << 0;
inline constexpr std::uint32_t kFlagOutOfBandCdb = 1U << 1;  ///< reserved, never defined
inline constexpr std::uint32_t kFlagDirNone = 1U << 2;
inline constexpr std::uint32_t kFlagDirToHost = 1U << 3;    ///< target to memory
inline constexpr std::uint32_t kFlagDirToDevice = 1U << 4;  ///< memory to target

// Scatter-gather element flags.
inline constexpr std::uint32_t kSgFlagChain = 1U << 0;

// Task attributes of a request's tag byte.
inline constexpr std::uint8_t kTagSimple = 0x20;
inline constexpr std::uint8_t kTagHeadOfQueue = 0x21;
inline constexpr std::uint8_t kTagOrdered = 0x22;

// INTR_STATUS and INTR_MASK bits. In the mask a 1 enables.
inline constexpr std::uint32_t kIntrCmpl0 = 1U << 0;
inline constexpr std::uint32_t kIntrCmpl1 = 1U << 1;
inline constexpr std::uint32_t kIntrMsg0 = 1U << 2;
inline constexpr std::uint32_t kIntrMsg1 = 1U << 3;
inline constexpr std::uint32_t kIntrAll = kIntrCmpl0 | kIntrCmpl1 | kIntrMsg0 | kIntrMsg1;

// Message types.
inline constexpr std::uint32_t kMessageDeviceAdded = 0;
inline constexpr std::uint32_t kMessageDeviceRemoved = 1;

/// What the adapter says of a request; the SCSI status counts only with the first three.
enum class HostStatus : std::uint16_t {
    Success = 0x00,
    LinkedCommandCompleted = 0x0a,
    LinkedCommandCompletedWithFlag = 0x0b,
    DataUnderrun = 0x0c,
    SelectionTimeout = 0x11,
    DataRun = 0x12,
    BusFree = 0x13,
    InvalidPhase = 0x14,
    InvalidCode = 0x15,
    InvalidOpcode = 0x16,
    LunMismatch = 0x17,
    InvalidParameter = 0x1a,
    SenseFailed = 0x1b,
    TagReject = 0x1c,
    BadMessage = 0x1d,
    AdapterHardware = 0x20,
    NoResponse = 0x21,
    SentReset = 0x22,
    ReceivedReset = 0x23,
    Disconnect = 0x24,
    BusReset = 0x25,
    AbortQueue = 0x26,
    AdapterSoftware = 0x27,
    AdapterTimeout = 0x30,
    ScsiParity = 0x34,
};

/// SCSI status codes. [SAM-5 5.3]
enum class ScsiStatus : std::uint8_t {
    Good = 0x00,
    CheckCondition = 0x02,
    ConditionMet = 0x04,
    Busy = 0x08,
    ReservationConflict = 0x18,
    CommandTerminated = 0x22,
    TaskSetFull = 0x28,
    AcaActive = 0x30,
    TaskAborted = 0x40,
};

// The controller page of the CONFIG command.
inline constexpr std::uint32_t kConfigPageController = 0x1958;
inline constexpr std::uint32_t kConfigPagePhy = 0x1959;
inline constexpr std::uint32_t kConfigPageDevice = 0x195a;
inline constexpr std::uint32_t kConfigAddressController = 0x2120;  ///< high dword of the address
inline constexpr std::uint32_t kConfigAddressBusTarget = 0x2121;
inline constexpr std::uint32_t kConfigAddressPhy = 0x2122;

}  // namespace pvscsim::protocol
