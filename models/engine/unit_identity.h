// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// What a logical unit is: its place and its shape.
struct UnitIdentity {
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    std::uint32_t luns = 1;  ///< of its target: 0..luns-1
    std::uint64_t capacity_blocks = 0;
    std::uint32_t block_bytes = 512;  ///< a power of two
    bool thin = true;                 ///< UNMAP and WRITE SAME with unmap are offered
};

// Limits that VPD page B0 tells.
inline constexpr std::uint64_t kWriteSameBlocksMax = 0x400000;
inline constexpr std::uint32_t kUnmapDescriptorsMax = 255;

}  // namespace pvscsim
