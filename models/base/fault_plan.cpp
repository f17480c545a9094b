// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_plan.h"

#include <string>

namespace pvscsim {

FaultPlan::FaultPlan(const std::vector<FaultConfig>& faults, std::uint64_t seed) {
    states_.reserve(faults.size());
    for (std::size_t i = 0; i < faults.size(); ++i) {
        const FaultConfig& config = faults[i];
        const FaultSpec* const spec = find_fault(config.point, config.effect);
        const bool at_moment = spec != nullptr && spec->at_moment;
        states_.push_back(
            State{config, RandomStream(seed, "fault." + std::to_string(i)), at_moment});
        if (!at_moment) {
            points_ |= std::uint64_t{1} << static_cast<unsigned>(config.point);
        } else if (config.stage != FaultConfig::kUnset) {
            stages_ |= 1U << config.stage;
        }
    }
}

bool FaultPlan::counts(const FaultConfig& config, SimTime now, const FaultPlace& place) const {
    constexpr std::uint64_t kUnset = FaultConfig::kUnset;
    if (config.target != kUnset && config.target != place.target) return false;
    if (config.lba != kUnset) {
        const bool before = place.lba + place.blocks <= config.lba;
        if (before || place.lba >= config.lba + config.lba_blocks) return false;
    }
    if (config.from_us == 0 && config.until_us == kUnset) return true;
    if (now < begun_) return false;
    const SimTime since = now - begun_;
    return since >= SimTime::from_us(config.from_us) &&
           (config.until_us == kUnset || since < SimTime::from_us(config.until_us));
}

bool FaultPlan::due(State& state, SimTime now) {
    const FaultConfig& config = state.config;
    ++state.passes;
    bool due = false;
    if (config.nth != 0) {
        due = state.passes >= config.nth;
    } else if (config.at_us != FaultConfig::kUnset) {
        due = now >= begun_ && now - begun_ >= SimTime::from_us(config.at_us);
    } else {
        due = state.chance.chance({config.chance_numerator, config.chance_denominator});
    }
    if (!due || (config.times != 0 && state.struck == config.times)) return false;
    ++state.struck;
    return true;
}

const FaultConfig* FaultPlan::find(FaultPoint point, SimTime now, const FaultPlace& place) {
    const FaultConfig* struck = nullptr;
    // Every fault of the point counts the pass and draws, whether or not another one strikes.
    for (State& state : states_) {
        const FaultConfig& config = state.config;
        if (config.point != point || state.at_moment || !counts(config, now, place)) continue;
        if (due(state, now)) struck = &config;
    }
    if (struck == nullptr) return nullptr;
    ++strikes_;
    if (sink_) sink_(*struck, now);
    return struck;
}

void FaultPlan::find_moment(FaultStage stage, SimTime now) {
    for (State& state : states_) {
        const FaultConfig& config = state.config;
        if (!state.at_moment || config.stage != static_cast<std::uint64_t>(stage)) continue;
        if (counts(config, now, {}) && due(state, now)) strike_moment(state, now);
    }
}

SimTime FaultPlan::next_moment() const {
    SimTime next = SimTime::never();
    if (begun_ == SimTime::never()) return next;
    for (const State& state : states_) {
        const std::uint64_t at_us = state.config.at_us;
        if (!state.at_moment || at_us == FaultConfig::kUnset || state.struck != 0) continue;
        next = earlier_of(next, begun_ + SimTime::from_us(at_us));
    }
    return next;
}

void FaultPlan::strike_moments(SimTime now) {
    for (State& state : states_) {
        const std::uint64_t at_us = state.config.at_us;
        if (!state.at_moment || at_us == FaultConfig::kUnset || state.struck != 0) continue;
        if (begun_ + SimTime::from_us(at_us) > now) continue;
        ++state.struck;
        strike_moment(state, now);
    }
}

void FaultPlan::strike_moment(const State& state, SimTime now) {
    ++strikes_;
    if (sink_) sink_(state.config, now);
    if (moment_) moment_(state.config, now);
}

}  // namespace pvscsim
