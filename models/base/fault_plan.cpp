// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_plan.h"

#include <string>

namespace pvscsim {

FaultPlan::FaultPlan(const std::vector<FaultConfig>& faults, std::uint64_t seed) {
    states_.reserve(faults.size());
    for (std::size_t i = 0; i < faults.size(); ++i) {
        states_.push_back(State{faults[i], RandomStream(seed, "fault." + std::to_string(i))});
    }
}

const FaultConfig* FaultPlan::find(FaultPoint point, SimTime now) {
    const FaultConfig* struck = nullptr;
    // Every fault of the point counts the pass and draws, whether or not another one strikes.
    for (State& state : states_) {
        const FaultConfig& config = state.config;
        if (config.point != point) continue;
        ++state.passes;
        const bool due =
            config.nth != 0
                ? state.passes >= config.nth
                : state.chance.chance({config.chance_numerator, config.chance_denominator});
        if (!due || (config.times != 0 && state.struck == config.times)) continue;
        ++state.struck;
        struck = &config;
    }
    if (struck == nullptr) return nullptr;
    ++strikes_;
    if (sink_) sink_(*struck, now);
    return struck;
}

}  // namespace pvscsim
