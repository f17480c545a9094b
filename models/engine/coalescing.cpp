// SPDX-License-Identifier: Apache-2.0
#include "models/engine/coalescing.h"

namespace pvscsim {

namespace {

// What the protocol allows at the most (INT-12).
constexpr SimTime kHoldBound = SimTime::from_us(1000);

class NoCoalescing final : public CoalescingPolicy {
public:
    SimTime hold_off(std::uint32_t, std::uint32_t, SimTime) const override { return SimTime{}; }
};

// Count and delay are one policy with one of the two bounds out of reach. A request that is alone
// is never held back (INT-12): nothing could join it.
class CountOrDelay final : public CoalescingPolicy {
public:
    CountOrDelay(std::uint32_t count_max, SimTime delay_max)
        : count_max_(count_max), delay_max_(delay_max) {}

    SimTime hold_off(std::uint32_t pending_count, std::uint32_t in_flight,
                     SimTime oldest_age) const override {
        if (pending_count >= count_max_ || in_flight == 0 || oldest_age >= delay_max_) {
            return SimTime{};
        }
        return delay_max_ - oldest_age;
    }

private:
    std::uint32_t count_max_;
    SimTime delay_max_;
};

}  // namespace

std::unique_ptr<CoalescingPolicy> make_coalescing(const CoalescingConfig& config) {
    const SimTime delay = SimTime::from_ns(config.delay_max_ns);
    switch (config.kind) {
        case CoalescingKind::None:
            return std::make_unique<NoCoalescing>();
        case CoalescingKind::Count:
            return std::make_unique<CountOrDelay>(config.count_max, kHoldBound);
        case CoalescingKind::CountOrDelay:
            return std::make_unique<CountOrDelay>(config.count_max, delay);
        case CoalescingKind::Delay:
            break;
    }
    return std::make_unique<CountOrDelay>(~0U, delay);
}

}  // namespace pvscsim
