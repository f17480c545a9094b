// SPDX-License-Identifier: Apache-2.0
#include "models/engine/coalescing.h"

#include <algorithm>

namespace pvscsim {

namespace {

// Count and delay are one policy with one of the two bounds out of reach; none holds nothing.
class CountOrDelay final : public CoalescingPolicy {
public:
    explicit CountOrDelay(const CoalescingBounds& bounds) : bounds_(bounds) {}

    SimTime hold_off(const Moment& at) override { return bounds_.hold_off(at); }
    const CoalescingBounds* bounds() const override { return &bounds_; }

private:
    const CoalescingBounds bounds_;
};

// `count_up` of every `skip_up` completions are signalled: the share is 1 below the threshold of
// commands in flight or of the rate, then 4/5, 3/4, 2/3, and from four times the threshold on
// 2 * threshold / in flight. Settled once an epoch, without a timer; what must not wait, a queue
// that drains, is seen at each completion.
class VicCoalescing final : public CoalescingPolicy {
public:
    explicit VicCoalescing(const CoalescingConfig& config)
        : iops_threshold_(config.iops_threshold),
          cif_threshold_(config.cif_threshold),
          epoch_(SimTime::from_us(config.epoch_us)) {}

    SimTime hold_off(const Moment& at) override {
        ++completions_;
        if (at.now >= epoch_began_ + epoch_) settle(at);
        if (at.in_flight == 0 || at.in_flight < cif_threshold_ || at.oldest_age >= kHoldBound) {
            counter_ = 1;
            return SimTime{};
        }
        if (counter_ < count_up_) {
            ++counter_;
            return SimTime{};
        }
        if (counter_ >= skip_up_) {
            counter_ = 1;
            return SimTime{};
        }
        ++counter_;
        return kHoldBound - at.oldest_age;
    }

    void archive(Archive& a) override {
        a(epoch_began_, completions_, count_up_, skip_up_, counter_);
    }

private:
    void settle(const Moment& at) {
        const std::uint64_t took_us = (at.now - epoch_began_).ps / 1000000;
        const bool busy = completions_ * 1000000 >= iops_threshold_ * took_us;
        const std::uint32_t level = at.in_flight / cif_threshold_;
        count_up_ = skip_up_ = counter_ = 1;
        if (busy && level >= 4) {
            skip_up_ = at.in_flight / (2 * cif_threshold_);
        } else if (busy && level >= 1) {
            count_up_ = 5 - level;
            skip_up_ = 6 - level;
        }
        completions_ = 0;
        epoch_began_ = at.now;
    }

    const std::uint64_t iops_threshold_;
    const std::uint32_t cif_threshold_;
    const SimTime epoch_;
    SimTime epoch_began_{};
    std::uint64_t completions_ = 0;  // of the epoch
    std::uint32_t count_up_ = 1;
    std::uint32_t skip_up_ = 1;
    std::uint32_t counter_ = 1;
};

// The mean gap between completions, each new one counting an eighth, says how many more are due
// within the longest hold: so many are waited for, but no more than a quarter of what is in flight,
// so that the storage never runs dry. A gap longer than the hold begins the mean anew.
class AdaptiveCoalescing final : public CoalescingPolicy {
public:
    AdaptiveCoalescing(std::uint32_t count_max, SimTime delay_max)
        : count_max_(count_max), delay_max_(delay_max), mean_gap_ps_(delay_max.ps + 1) {}

    SimTime hold_off(const Moment& at) override {
        const std::uint64_t gap_ps = (at.now - last_).ps;
        last_ = at.now;
        const bool anew = gap_ps > delay_max_.ps || mean_gap_ps_ > delay_max_.ps;
        mean_gap_ps_ = anew ? gap_ps : mean_gap_ps_ - mean_gap_ps_ / 8 + gap_ps / 8;
        const std::uint64_t due = delay_max_.ps / std::max<std::uint64_t>(mean_gap_ps_, 1);
        const std::uint64_t more = std::min<std::uint64_t>(due, at.in_flight / 4);
        const std::uint64_t wanted = std::min<std::uint64_t>(count_max_, 1 + more);
        if (at.pending_count >= wanted || at.oldest_age >= delay_max_) return SimTime{};
        return delay_max_ - at.oldest_age;
    }

    void archive(Archive& a) override { a(mean_gap_ps_, last_); }

private:
    const std::uint32_t count_max_;
    const SimTime delay_max_;
    std::uint64_t mean_gap_ps_;  // above the longest hold: not known
    SimTime last_{};
};

CoalescingBounds nvme_bounds(const CoalescingConfig& config) {
    if (config.aggregation_threshold == 0 || config.aggregation_time_100us == 0) return {};
    return {config.aggregation_threshold + 1,
            SimTime::from_us(std::uint64_t{config.aggregation_time_100us} * 100)};
}

CoalescingBounds bounds_of(const CoalescingConfig& config) {
    const SimTime delay = SimTime::from_ns(config.delay_max_ns);
    switch (config.kind) {
        case CoalescingKind::Count:
            return {config.count_max, kHoldBound};
        case CoalescingKind::CountOrDelay:
            return {config.count_max, delay};
        case CoalescingKind::Delay:
            return {~0U, delay};
        case CoalescingKind::Nvme:
            return nvme_bounds(config);
        default:
            return {};
    }
}

}  // namespace

std::unique_ptr<CoalescingPolicy> make_coalescing(const CoalescingConfig& config) {
    const SimTime delay = SimTime::from_ns(config.delay_max_ns);
    switch (config.kind) {
        case CoalescingKind::Vic:
            return std::make_unique<VicCoalescing>(config);
        case CoalescingKind::Adaptive:
            return std::make_unique<AdaptiveCoalescing>(config.count_max, delay);
        default:
            return std::make_unique<CountOrDelay>(bounds_of(config));
    }
}

}  // namespace pvscsim
