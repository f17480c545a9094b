// SPDX-License-Identifier: Apache-2.0
#include "models/backend/running_jobs.h"

#include <algorithm>

#include "models/base/check.h"

namespace pvscsim {

// Four buckets for each job, as far as there are so many, and a quarter more time than is usual:
// the wheel turns only when a job ends.
void RunningJobs::expect(std::uint32_t servers, SimTime usual) {
    constexpr std::uint64_t kMost = 64 * kWordsMax;
    PVS_CHECK(next_end_ == SimTime::never());
    expected_.push_back({servers, SimTime{std::max<std::uint64_t>(usual.ps, 1)}});
    SimTime longest{};
    for (const Expected& some : expected_) longest = later_of(longest, some.usual);
    std::uint64_t wanted = 0;  // where jobs are shorter, more of them follow each other
    for (const Expected& some : expected_) {
        wanted += 4 * some.servers * std::min(longest.ps / some.usual.ps, kMost);
    }
    std::uint32_t buckets = kFewest;
    while (buckets < kMost && buckets < wanted) buckets *= 2;
    mask_ = buckets - 1;
    buckets_.assign(buckets, Bucket{});
    shift_ = 0;
    while ((std::uint64_t{mask_} << shift_) < longest.ps + longest.ps / 4) ++shift_;
}

void RunningJobs::put_in_heap(std::uint32_t slot) {
    heap_.push_back(slot);
    std::push_heap(heap_.begin(), heap_.end(),
                   [this](std::uint32_t a, std::uint32_t b) { return after(a, b); });
}

/// The next to end of the wheel and the heap, which is not empty.
[[gnu::noinline]] const RunningJob& RunningJobs::pop_either() {
    const auto first_of_wheel = [this] {
        const std::size_t bucket = first_bucket();
        return bucket == kNoBucket ? kNone : buckets_[bucket].first;
    };
    std::uint32_t slot = first_of_wheel();
    if (slot == kNone || precedes(jobs_[heap_.front()], jobs_[slot])) {
        slot = heap_.front();
        std::pop_heap(heap_.begin(), heap_.end(),
                      [this](std::uint32_t a, std::uint32_t b) { return after(a, b); });
        heap_.pop_back();
        begin_ = std::max(begin_, next_end_.ps >> shift_);
    } else {
        take_from_bucket();
    }
    next_end_ = SimTime::never();
    if (const std::uint32_t next = first_of_wheel(); next != kNone) next_end_ = jobs_[next].end;
    if (!heap_.empty()) next_end_ = earlier_of(next_end_, jobs_[heap_.front()].end);
    return give_back(slot);
}

/// Doubles; to be called when no slot is unused.
void RunningJobs::grow() {
    const auto old_count = static_cast<std::uint32_t>(jobs_.size());
    const std::uint32_t count = old_count == 0 ? 64 : 2 * old_count;
    jobs_.resize(count);
    for (std::uint32_t slot = old_count; slot < count; ++slot) {
        jobs_[slot].next = slot + 1 < count ? slot + 1 : kNone;
    }
    spare_ = old_count;
    heap_.reserve(count);
}

}  // namespace pvscsim
