// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// What the adapter does with requests beyond the depth: nothing of the kind, leave them in the
/// ring, or end them with TASK SET FULL.
enum class DepthControl : std::uint8_t { Off, Throttle, TaskSetFull };

struct DynamicDepthConfig {
    DepthControl kind = DepthControl::Off;
    std::uint32_t latency_us = 30000;  ///< mean latency of storage above which the depth falls
    std::uint32_t depth_min = 4;
    std::uint32_t depth_max = 256;  ///< at the beginning
    std::uint32_t window = 64;      ///< completions between two looks
};

}  // namespace pvscsim
