// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/backend/backend_config.h"
#include "models/base/archive.h"
#include "models/base/random.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// Draws service times as a LatencyConfig describes them; what a distribution draws beyond 1,000 s
/// counts as 1,000 s. Allocates nothing after construction.
class LatencySampler {
public:
    /// `config` was validated. The sampler draws from `stream` alone.
    LatencySampler(const LatencyConfig& config, const RandomStream& stream);

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(stream_); }
    SimTime draw() {
        SimTime time{low_ps_};
        if (kind_ == LatencyKind::Uniform) {
            time.ps += stream_.below(span_ps_);
        } else if (kind_ != LatencyKind::Constant) {
            time.ps += draw_shaped();
        }
        if (stall_.numerator != 0 && stream_.chance(stall_)) time = time * stall_factor_;
        return time;
    }

private:
    struct Knot {
        std::uint64_t per_mille;
        std::uint64_t ps;
    };

    std::uint64_t draw_shaped();
    std::uint64_t draw_table();

    RandomStream stream_;
    LatencyKind kind_;
    std::uint64_t low_ps_;
    std::uint64_t span_ps_;  // Uniform: number of different values
    Ratio stall_;
    std::uint64_t stall_factor_;
    double scale_ps_;          // Exponential: mean; LogNormal: median
    double sigma_;             // LogNormal
    std::vector<Knot> knots_;  // Table: from per mille 0 to 1000
};

}  // namespace pvscsim
