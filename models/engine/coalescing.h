// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/base/archive.h"
#include "models/base/sim_time.h"
#include "models/engine/coalescing_config.h"

namespace pvscsim {

/// What the protocol allows an interrupt to be held at the most (INT-12).
inline constexpr SimTime kHoldBound = SimTime::from_us(1000);

/// A completion that was just posted.
struct PostedMoment {
    std::uint32_t pending_count;  ///< completions not yet signalled, >= 1
    std::uint32_t in_flight;      ///< requests fetched and not yet completed
    SimTime oldest_age;           ///< of the oldest unsignalled completion
    SimTime now;
};

/// An interrupt is held until so many completions wait, or the oldest has waited so long.
struct CoalescingBounds {
    std::uint32_t count_max = 1;
    SimTime delay_max{};

    /// As CoalescingPolicy::hold_off().
    SimTime hold_off(const PostedMoment& at) const {
        if (at.pending_count >= count_max || at.in_flight == 0 || at.oldest_age >= delay_max) {
            return SimTime{};
        }
        return delay_max - at.oldest_age;
    }
};

/// Decides how long a completion interrupt is held back. Owns no ring, raises nothing.
class CoalescingPolicy {
public:
    using Moment = PostedMoment;

    virtual ~CoalescingPolicy() = default;
    /// Asked once after each completion. Zero: signal now, else how much longer to wait at the
    /// most. A request that is alone is never held back (INT-12): nothing could join it.
    virtual SimTime hold_off(const Moment& moment) = 0;
    /// Those of a policy that is two bounds and no more, and need not be asked each time; or null.
    virtual const CoalescingBounds* bounds() const { return nullptr; }
    /// State, field by field, in either direction; most have none.
    virtual void archive(Archive&) {}
};

/// `config` was validated by its reader.
std::unique_ptr<CoalescingPolicy> make_coalescing(const CoalescingConfig& config);

}  // namespace pvscsim
