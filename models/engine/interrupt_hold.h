// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/base/archive.h"
#include "models/base/sim_time.h"
#include "models/engine/coalescing.h"

namespace pvscsim {

/// The completions that no interrupt covers yet, and until when that may last: by the coalescing
/// policy, and by the gate that keeps a least time between two interrupts.
class InterruptHold {
public:
    explicit InterruptHold(const CoalescingConfig& config)
        : kind_(config.kind),
          policy_(make_coalescing(config)),
          bounded_(policy_->bounds() != nullptr),
          bounds_(bounded_ ? *policy_->bounds() : CoalescingBounds{}),
          gate_(SimTime::from_us(config.ipi_gate_us)) {}

    /// A completion was posted. `now`: signal at once; later: come back then with epoch() as a
    /// ticket; never: a visit that has been arranged is early enough.
    SimTime posted(std::uint32_t in_flight, SimTime now) {
        if (count_++ == 0) oldest_ = now;
        const SimTime hold = bounded_ ? bounds_.hold_off({count_, in_flight, now - oldest_, now})
                                      : ask_policy(in_flight, now);
        return arrange(hold == SimTime{} ? gate(in_flight, now) : now + hold, now);
    }
    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(gate_ends_, oldest_, armed_until_, count_, epoch_, gated_, gated_total_);
        CoalescingConfig saved;
        saved.kind = kind_;
        a(saved.kind);
        // What a policy of another kind has noted is of no use here.
        if (saved.kind == kind_) {
            policy_->archive(a);
        } else {
            make_coalescing(saved)->archive(a);
        }
    }
    bool expects(std::uint32_t ticket) const {
        return armed_until_ != SimTime::never() && ticket == epoch_;
    }
    /// The arranged visit; as posted().
    SimTime visit(std::uint32_t in_flight, SimTime now) {
        armed_until_ = SimTime::never();
        return arrange(gate(in_flight, now), now);
    }
    std::uint32_t epoch() const { return epoch_; }
    /// The gate alone keeps an interrupt back.
    bool gated() const { return gated_; }
    /// How many the gate has kept back.
    std::uint64_t gated_total() const { return gated_total_; }

    /// What was held has been signalled, or nobody is to be told.
    void clear() {
        count_ = 0;
        gated_ = false;
        armed_until_ = SimTime::never();
    }
    void sent(SimTime now) { gate_ends_ = now + gate_; }

private:
    [[gnu::noinline]] SimTime ask_policy(std::uint32_t in_flight, SimTime now) {
        return policy_->hold_off({count_, in_flight, now - oldest_, now});
    }
    /// Until when the gate is closed; `now` if it is open.
    SimTime gate(std::uint32_t in_flight, SimTime now) {
        if (now >= gate_ends_ || in_flight == 0) return now;
        const SimTime until = earlier_of(gate_ends_, oldest_ + kHoldBound);
        if (until <= now) return now;
        if (!gated_) ++gated_total_;
        gated_ = true;
        return until;
    }
    SimTime arrange(SimTime until, SimTime now) {
        if (until == now) return now;
        if (armed_until_ <= until) return SimTime::never();
        armed_until_ = until;
        ++epoch_;
        return until;
    }

    CoalescingKind kind_;
    std::unique_ptr<CoalescingPolicy> policy_;
    const bool bounded_;  // by a policy that is no more than this
    const CoalescingBounds bounds_;
    SimTime gate_;
    SimTime gate_ends_{};
    SimTime oldest_{};
    SimTime armed_until_ = SimTime::never();
    std::uint32_t count_ = 0;
    std::uint32_t epoch_ = 0;
    bool gated_ = false;
    std::uint64_t gated_total_ = 0;
};

}  // namespace pvscsim
