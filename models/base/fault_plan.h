// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "models/base/fault_points.h"
#include "models/base/random.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// One injected fault: the `nth` pass of its point (1 is the first), or each pass with the chance
/// `chance_numerator / chance_denominator`, or the first pass from `at_us` on; at most `times`
/// strikes. Only passes within its target, blocks and window count. Times count from the beginning
/// of the workload.
struct FaultConfig {
    FaultPoint point = FaultPoint::Interrupt;
    FaultEffect effect = FaultEffect::Lose;
    std::uint64_t nth = 0;  ///< 0: by chance, or at a time
    std::uint64_t chance_numerator = 0;
    std::uint64_t chance_denominator = 1;
    std::uint64_t times = 1;     ///< 0: no bound
    std::uint64_t stall_ns = 0;  ///< how long, where has_length() says so
    std::uint64_t factor = 8;    ///< Slow: service time is multiplied by it
    std::uint64_t at_us = kUnset;
    /// Of a fault that strikes at a moment: requests that arrive there are its passes. The value is
    /// a FaultStage.
    std::uint64_t stage = kUnset;
    std::uint64_t target = kUnset;
    std::uint64_t lba = kUnset;  ///< `lba_blocks` blocks from there on
    std::uint64_t lba_blocks = 1;
    std::uint64_t from_us = 0;
    std::uint64_t until_us = kUnset;

    static constexpr std::uint64_t kUnset = ~std::uint64_t{0};
};

/// What a pass of a fault point is about.
struct FaultPlace {
    static constexpr std::uint32_t kNowhere = ~0U;
    std::uint32_t target = kNowhere;
    std::uint64_t lba = 0;
    std::uint64_t blocks = 0;
};

/// Decides at each pass of a fault point whether a fault strikes. The models ask, the stored data
/// stays pristine.
class FaultPlan {
public:
    using Sink = std::function<void(const FaultConfig&, SimTime)>;

    FaultPlan(const std::vector<FaultConfig>& faults, std::uint64_t seed);

    bool any() const { return !states_.empty(); }
    /// Whether a fault waits for passes of `point`, or for requests at `stage`.
    bool watches(FaultPoint point) const {
        return (points_ >> static_cast<unsigned>(point) & 1) != 0;
    }
    bool watches(FaultStage stage) const {
        return (stages_ >> static_cast<unsigned>(stage) & 1) != 0;
    }

    /// The fault that strikes this pass of `point`, at `now`, or null. Free when none is planned.
    const FaultConfig* strike(FaultPoint point, SimTime now, const FaultPlace& place = {}) {
        return watches(point) ? find(point, now, place) : nullptr;
    }
    /// A request has arrived at `stage`: what strikes at that moment goes to the sink of moments.
    void reach(FaultStage stage, SimTime now) {
        if (watches(stage)) find_moment(stage, now);
    }
    /// The workload begins: times count from here, and faults of a time are due at theirs.
    void begin(SimTime now) { begun_ = now; }
    /// The next time at which a fault strikes that waits for nothing else, or never.
    SimTime next_moment() const;
    /// Strikes with those that are due.
    void strike_moments(SimTime now);

    /// Who is told of each fault that strikes; empty: nobody.
    void tell(Sink sink) { sink_ = std::move(sink); }
    /// Who carries out faults that strike at a moment.
    void on_moment(Sink sink) { moment_ = std::move(sink); }
    std::uint64_t strikes() const { return strikes_; }
    /// Strikes of the fault at `index` of the configuration.
    std::uint64_t strikes_of(std::size_t index) const { return states_[index].struck; }

private:
    struct State {
        FaultConfig config;
        RandomStream chance;
        bool at_moment = false;
        std::uint64_t passes = 0;
        std::uint64_t struck = 0;
    };
    const FaultConfig* find(FaultPoint point, SimTime now, const FaultPlace& place);
    void find_moment(FaultStage stage, SimTime now);
    bool counts(const FaultConfig& config, SimTime now, const FaultPlace& place) const;
    bool due(State& state, SimTime now);
    void strike_moment(const State& state, SimTime now);

    std::vector<State> states_;
    std::uint64_t points_ = 0;
    std::uint32_t stages_ = 0;
    SimTime begun_ = SimTime::never();
    Sink sink_;
    Sink moment_;
    std::uint64_t strikes_ = 0;
};

}  // namespace pvscsim
