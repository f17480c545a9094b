// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/engine/scsi_mode.h"

namespace pvscsim {

/// One mode page: where its bytes lie among those of all pages, with its header.
struct ModePage {
    std::uint8_t code;
    std::uint8_t subpage;
    std::uint8_t bytes;  ///< of the whole page
    std::uint8_t offset;
    bool for_pools;  ///< only of units with a limited pool
};

inline constexpr std::array<ModePage, 8> kModePages{{
    {0x01, 0x00, 12, 0, false},    // read-write error recovery
    {0x02, 0x00, 16, 12, false},   // disconnect-reconnect
    {0x08, 0x00, 20, 28, false},   // caching
    {0x0a, 0x00, 12, 48, false},   // control
    {0x0a, 0x01, 32, 60, false},   // control extension
    {0x1a, 0x00, 40, 92, false},   // power condition
    {0x1c, 0x00, 12, 132, false},  // informational exceptions control
    {0x1c, 0x02, 24, 144, true},   // logical block provisioning
}};
static_assert(kModePages.back().offset + kModePages.back().bytes == ModePages::kBytes);

/// Of a page's first byte: a subpage code and a longer length follow.
inline constexpr std::uint8_t kSubpageFormat = 0x40;

// Bytes of the values that a unit looks at.
inline constexpr std::size_t kCachingFlags = 28 + 2;
inline constexpr std::uint8_t kWriteCacheBit = 0x04;
inline constexpr std::size_t kControlFlags = 48 + 2;
inline constexpr std::uint8_t kDescriptorSenseBit = 0x04;
inline constexpr std::size_t kControlProtection = 48 + 4;
inline constexpr std::uint8_t kSoftwareProtectBit = 0x08;
inline constexpr std::size_t kThresholdFlags = 144 + 16;
inline constexpr std::uint8_t kThresholdEnabledBit = 0x80;
inline constexpr std::size_t kThresholdCount = 144 + 20;

/// The values of a unit as it is made, and the bits of them that MODE SELECT may change.
ModePages::Values default_mode_values(const UnitIdentity& unit);
const ModePages::Values& changeable_mode_values();

}  // namespace pvscsim
