// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>

#include "models/base/archive.h"
#include "models/base/sim_time.h"
#include "models/engine/dynamic_depth_config.h"

namespace pvscsim {

/// How many requests the adapter keeps with its storage, by how long storage takes. After each
/// window of completions: a quarter and at least one less if their mean latency was above the
/// bound, a sixteenth and one more if not.
class DepthGovernor {
public:
    /// `config` was validated.
    explicit DepthGovernor(const DynamicDepthConfig& config)
        : config_(config),
          bound_(SimTime::from_us(config.latency_us)),
          limit_(config.depth_max),
          lowest_(config.depth_max) {}

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(limit_, lowest_, sum_, count_);
        // Those bytes may be of an adapter with other bounds.
        if (a.reading() && active()) {
            limit_ = std::clamp(limit_, config_.depth_min, config_.depth_max);
        }
    }
    bool active() const { return config_.kind != DepthControl::Off; }
    bool throttles() const { return config_.kind == DepthControl::Throttle; }
    std::uint32_t limit() const { return limit_; }
    /// The least that it ever was.
    std::uint32_t lowest() const { return lowest_; }

    /// Storage was done with a request that was handed to it so long before.
    void served(SimTime latency) {
        sum_ += latency;
        if (++count_ < config_.window) return;
        const bool slow = sum_.ps > bound_.ps * count_;
        sum_ = SimTime{};
        count_ = 0;
        if (slow) {
            limit_ = std::max(config_.depth_min, limit_ - std::max(1U, limit_ / 4));
            lowest_ = std::min(lowest_, limit_);
        } else {
            limit_ = std::min(config_.depth_max, limit_ + 1 + limit_ / 16);
        }
    }

private:
    const DynamicDepthConfig config_;
    const SimTime bound_;
    std::uint32_t limit_;
    std::uint32_t lowest_;
    SimTime sum_{};
    std::uint32_t count_ = 0;
};

}  // namespace pvscsim
