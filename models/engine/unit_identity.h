// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// What a logical unit is: its place and its shape.
struct UnitIdentity {
    std::uint64_t capacity_blocks = 0;
    std::uint8_t target = 0;
    std::uint8_t lun = 0;
    std::uint32_t luns = 1;           ///< of its target: 0..luns-1
    std::uint32_t block_bytes = 512;  ///< a power of two
    bool thin = true;                 ///< UNMAP and WRITE SAME with unmap are offered
    bool read_only = false;
    std::uint8_t physical_exponent = 0;      ///< 2^n logical blocks are a physical one
    std::uint16_t lowest_aligned_block = 0;  ///< where the first physical block begins
    std::uint32_t queue_depth = 0;           ///< commands that it takes at a time; 0: any number
    std::uint64_t thin_blocks = 0;           ///< it has storage for so many blocks; 0: for all
};

// Limits that VPD page B0 tells.
inline constexpr std::uint64_t kWriteSameBlocksMax = 0x400000;
inline constexpr std::uint32_t kUnmapDescriptorsMax = 255;
inline constexpr std::uint8_t kCompareAndWriteBlocksMax = 255;

/// Blocks of thin provisioning's thresholds and counts come in units of 2^n.
inline constexpr std::uint8_t kThresholdExponent = 3;

}  // namespace pvscsim
