// SPDX-License-Identifier: Apache-2.0
#include "scenarios/workload/units.h"

namespace pvscsim::scenarios {

std::vector<Unit> present_units(const std::vector<TargetConfig>& targets) {
    std::vector<Unit> units;
    for (const TargetConfig& config : targets) {
        for (std::uint32_t id = 0; config.present && id < config.count; ++id) {
            for (std::uint32_t lun = 0; lun < config.luns; ++lun) {
                units.push_back({config.capacity_blocks, config.block_bytes,
                                 static_cast<std::uint16_t>(config.first_id + id),
                                 static_cast<std::uint16_t>(lun)});
            }
        }
    }
    return units;
}

}  // namespace pvscsim::scenarios
