// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// What of PCI configuration space a driver of the adapter, or a model of it, has to know. [PCI 3.0
// 6]
namespace pvscsim::protocol::pci {

inline constexpr std::uint16_t kVendorId = 0x15ad;
inline constexpr std::uint16_t kDeviceId = 0x07c0;
inline constexpr std::uint32_t kClassCodeScsi = 0x010000;  ///< class, subclass, interface
inline constexpr std::uint32_t kClassCodeSas = 0x010700;
inline constexpr std::uint8_t kRevision = 0x02;

// Offsets in configuration space, in bytes.
inline constexpr std::uint16_t kVendor = 0x00;
inline constexpr std::uint16_t kDevice = 0x02;
inline constexpr std::uint16_t kCommand = 0x04;
inline constexpr std::uint16_t kStatus = 0x06;
inline constexpr std::uint16_t kRevisionId = 0x08;
inline constexpr std::uint16_t kHeaderType = 0x0e;
inline constexpr std::uint16_t kBar0 = 0x10;
inline constexpr std::uint32_t kBars = 6;
inline constexpr std::uint16_t kSubsystemVendor = 0x2c;
inline constexpr std::uint16_t kSubsystem = 0x2e;
inline constexpr std::uint16_t kExpansionRom = 0x30;
inline constexpr std::uint16_t kCapabilities = 0x34;
inline constexpr std::uint16_t kInterruptLine = 0x3c;
inline constexpr std::uint16_t kInterruptPin = 0x3d;

// Command and status register bits.
inline constexpr std::uint16_t kCommandIo = 1U << 0;
inline constexpr std::uint16_t kCommandMemory = 1U << 1;
inline constexpr std::uint16_t kCommandBusMaster = 1U << 2;
inline constexpr std::uint16_t kCommandIntxDisable = 1U << 10;
inline constexpr std::uint16_t kStatusInterrupt = 1U << 3;
inline constexpr std::uint16_t kStatusCapabilities = 1U << 4;

// BAR bits.
inline constexpr std::uint32_t kBarIo = 1U << 0;
inline constexpr std::uint32_t kBarTypeMask = 3U << 1;
inline constexpr std::uint32_t kBarType64 = 2U << 1;
inline constexpr std::uint32_t kBarMemoryFlags = 0xfU;

// Capability ids and where the hypervisor's device has them.
inline constexpr std::uint8_t kCapPowerManagement = 0x01;
inline constexpr std::uint8_t kCapMsi = 0x05;
inline constexpr std::uint8_t kCapExpress = 0x10;
inline constexpr std::uint8_t kCapMsix = 0x11;
inline constexpr std::uint16_t kExpressOffset = 0x40;
inline constexpr std::uint16_t kMsiOffset = 0x7c;
inline constexpr std::uint16_t kPowerManagementOffset = 0x94;
inline constexpr std::uint16_t kMsixOffset = 0x9c;

// Express and power-management capabilities; offsets from their start.
inline constexpr std::uint16_t kExpressDeviceControl = 8;
inline constexpr std::uint16_t kExpressFunctionReset = 1U << 15;
inline constexpr std::uint16_t kPowerControl = 4;
inline constexpr std::uint16_t kPowerStateMask = 3;
inline constexpr std::uint16_t kPowerStateD0 = 0;
inline constexpr std::uint16_t kPowerStateD3Hot = 3;
inline constexpr std::uint16_t kPowerNoSoftReset = 1U << 3;

// MSI capability with 64-bit address and no per-vector mask; offsets from its start.
inline constexpr std::uint16_t kMsiControl = 2;
inline constexpr std::uint16_t kMsiAddressLow = 4;
inline constexpr std::uint16_t kMsiAddressHigh = 8;
inline constexpr std::uint16_t kMsiData = 12;
inline constexpr std::uint16_t kMsiControlEnable = 1U << 0;
inline constexpr std::uint16_t kMsiControl64Bit = 1U << 7;

// MSI-X capability; offsets from its start. Table and PBA words hold a BAR number in bits 0-2.
inline constexpr std::uint16_t kMsixControl = 2;
inline constexpr std::uint16_t kMsixTable = 4;
inline constexpr std::uint16_t kMsixPba = 8;
inline constexpr std::uint16_t kMsixControlMaskAll = 1U << 14;
inline constexpr std::uint16_t kMsixControlEnable = 1U << 15;

// One MSI-X table entry; offsets from its start.
inline constexpr std::uint32_t kMsixEntryBytes = 16;
inline constexpr std::uint32_t kMsixEntryAddressLow = 0;
inline constexpr std::uint32_t kMsixEntryAddressHigh = 4;
inline constexpr std::uint32_t kMsixEntryData = 8;
inline constexpr std::uint32_t kMsixEntryControl = 12;
inline constexpr std::uint32_t kMsixEntryMasked = 1U << 0;

}  // namespace pvscsim::protocol::pci
