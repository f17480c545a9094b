// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "models/base/random.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// Where a fault strikes, and how. An abort or a reset (of a unit or of the bus) that is lost is
/// answered like any other, but no request ends by it. A spurious interrupt follows a true one,
/// with nothing behind it.
enum class FaultPoint : std::uint8_t { Interrupt, BackendRead, BackendWrite, Abort, Reset };
enum class FaultEffect : std::uint8_t { Lose, MediumError, Stall, Spurious };

/// One injected fault: the `nth` pass of its point (1 is the first), or each pass with the chance
/// `chance_numerator / chance_denominator`; at most `times` strikes.
struct FaultConfig {
    FaultPoint point = FaultPoint::Interrupt;
    FaultEffect effect = FaultEffect::Lose;
    std::uint64_t nth = 0;  ///< 0: by chance
    std::uint64_t chance_numerator = 0;
    std::uint64_t chance_denominator = 1;
    std::uint64_t times = 1;     ///< 0: no bound
    std::uint64_t stall_ns = 0;  ///< Stall: added to the service time
};

/// Decides at each pass of a fault point whether a fault strikes. The models ask, the stored data
/// stays pristine.
class FaultPlan {
public:
    FaultPlan(const std::vector<FaultConfig>& faults, std::uint64_t seed);

    /// The fault that strikes this pass of `point`, at `now`, or null. Free when none is planned.
    const FaultConfig* strike(FaultPoint point, SimTime now) {
        return states_.empty() ? nullptr : find(point, now);
    }
    /// Who is told of each fault that strikes; empty: nobody.
    void tell(std::function<void(const FaultConfig&, SimTime)> sink) { sink_ = std::move(sink); }
    std::uint64_t strikes() const { return strikes_; }

private:
    struct State {
        FaultConfig config;
        RandomStream chance;
        std::uint64_t passes = 0;
        std::uint64_t struck = 0;
    };
    const FaultConfig* find(FaultPoint point, SimTime now);

    std::vector<State> states_;
    std::function<void(const FaultConfig&, SimTime)> sink_;
    std::uint64_t strikes_ = 0;
};

}  // namespace pvscsim
