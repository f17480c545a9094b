// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/base/check.h"
#include "models/base/sim_time.h"
#include "models/base/wide_product.h"

namespace pvscsim {

/// A component's clock: no process ticks it, it only says where its edges lie. Edge n is at
/// n * period, so times of components with one period stay on one grid.
class Clock {
public:
    /// `period_ps` is 1 or more; 400 ps is 2.5 GHz.
    explicit constexpr Clock(std::uint64_t period_ps)
        : period_ps_(period_ps), reciprocal_(~std::uint64_t{0} / period_ps) {}

    constexpr std::uint64_t period_ps() const { return period_ps_; }
    /// The span of `cycles` whole cycles. The only place where cycles become time.
    constexpr SimTime after(std::uint64_t cycles) const { return SimTime{cycles * period_ps_}; }
    /// The first edge at or after `t`.
    constexpr SimTime edge(SimTime t) const {
        const std::uint64_t last = t.ps + (period_ps_ - 1);  // where the edge may be
        const std::uint64_t rest = last - high_product(last, reciprocal_) * period_ps_;
        return SimTime{last - (rest < period_ps_ ? rest : rest - period_ps_)};
    }
    /// Cycles that cover `span`, a begun one counted whole.
    constexpr std::uint64_t cycles(SimTime span) const {
        return whole_cycles(span.ps + period_ps_ - 1);
    }

private:
    /// ps / period_ps_ without the division, which would cost more than the rest of an event's
    /// bookkeeping: the product with the reciprocal, rounded down twice, is at most one too low.
    constexpr std::uint64_t whole_cycles(std::uint64_t ps) const {
        const std::uint64_t low = high_product(ps, reciprocal_);
        return low + (ps - low * period_ps_ >= period_ps_ ? 1 : 0);
    }

    std::uint64_t period_ps_;
    std::uint64_t reciprocal_;  // of the period, times 2^64
};

}  // namespace pvscsim
