// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::address_map {

// Guest physical addresses of the simulated machine. RAM below the hole, the rest above 4 GiB.
inline constexpr std::uint64_t kLowMemoryEnd = 0x80000000;
inline constexpr std::uint64_t kConfigBase = 0xb0000000;  ///< configuration space, 4 KiB a function
inline constexpr std::uint64_t kConfigBytes = 0x10000000;
inline constexpr std::uint64_t kDeviceBase = 0xc0000000;  ///< memory BARs
inline constexpr std::uint64_t kDeviceEnd = 0xfec00000;
inline constexpr std::uint64_t kMessageBase = 0xfee00000;  ///< message-signalled interrupts
inline constexpr std::uint64_t kMessageEnd = 0xfef00000;
inline constexpr std::uint64_t kHighMemoryBase = 0x100000000;

/// Configuration space of function 00:03.0, where the adapter sits.
inline constexpr std::uint64_t kAdapterConfig = kConfigBase + (3U << 15);
/// What the machine's firmware gives the adapter's register BAR.
inline constexpr std::uint64_t kAdapterBar = 0xe0000000;

}  // namespace pvscsim::address_map
