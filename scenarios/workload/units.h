// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/engine/disk_config.h"

namespace pvscsim::scenarios {

/// One logical unit that a workload may address.
struct Unit {
    std::uint64_t capacity_blocks = 0;
    std::uint32_t block_bytes = 512;
    std::uint16_t target = 0;
    std::uint16_t lun = 0;
};

/// All units of the targets that are present from the start, in the order of `targets`: target by
/// target, LUNs from 0 within each.
std::vector<Unit> present_units(const std::vector<TargetConfig>& targets);

}  // namespace pvscsim::scenarios
