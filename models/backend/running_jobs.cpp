// SPDX-License-Identifier: Apache-2.0
#include "models/backend/running_jobs.h"

#include <algorithm>
#include <functional>

#include "models/base/check.h"

namespace pvscsim {
namespace {

/// Four for each job, as far as `most` allows.
std::uint32_t buckets_for(std::uint32_t servers, std::uint32_t most) {
    std::uint32_t buckets = 64;
    while (buckets < most && buckets < 4 * servers) buckets *= 2;
    return buckets;
}

}  // namespace

RunningJobs::RunningJobs(std::uint32_t servers, SimTime usual)
    : mask_(buckets_for(servers, 64 * kWordsMax) - 1), buckets_(mask_ + 1, kNone) {
    // A quarter more: the wheel turns only when a job ends.
    while ((std::uint64_t{mask_} << shift_) < usual.ps + usual.ps / 4) ++shift_;
}

void RunningJobs::put_in_heap(const RunningJob& job, std::uint16_t slot) {
    heap_.push_back(order_key(job.end, job.sequence << kSlotBits | slot));
    std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

/// The next to end of the wheel and the heap, which is not empty.
RunningJob RunningJobs::pop_either() {
    const auto first_of_wheel = [this] {
        const std::size_t bucket = first_bucket();
        return bucket == kNoBucket ? kNone : jobs_[buckets_[bucket]].next;
    };
    const auto cell_of = [this](std::uint16_t slot) {
        if (slot == kNone) return order_key(SimTime::never(), 0);
        return order_key(jobs_[slot].end, jobs_[slot].sequence << kSlotBits | slot);
    };
    std::uint16_t slot = first_of_wheel();
    if (heap_.front() < cell_of(slot)) {
        slot =
            static_cast<std::uint16_t>(static_cast<std::uint64_t>(heap_.front()) & (kSlotsMax - 1));
        std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
        heap_.pop_back();
        begin_ = std::max(begin_, next_end_.ps >> shift_);
    } else {
        take_from_bucket();
    }
    next_end_ = SimTime::never();
    if (const std::uint16_t next = first_of_wheel(); next != kNone) next_end_ = jobs_[next].end;
    if (!heap_.empty()) {
        const SimTime end{static_cast<std::uint64_t>(heap_.front() >> 64)};
        next_end_ = earlier_of(next_end_, end);
    }
    return give_back(slot);
}

/// Doubles; to be called when no slot is unused.
void RunningJobs::grow() {
    const auto old_count = static_cast<std::uint16_t>(jobs_.size());
    const std::uint32_t count = old_count == 0 ? 64 : 2U * old_count;
    PVS_CHECK(count <= kSlotsMax);
    jobs_.resize(count);
    for (std::uint32_t slot = old_count; slot < count; ++slot) {
        jobs_[slot].next = static_cast<std::uint16_t>(slot + 1 < count ? slot + 1 : kNone);
    }
    spare_ = old_count;
    heap_.reserve(count);
}

SimTime RunningJobs::start_of(std::uint32_t id) const {
    for (const std::uint16_t last : buckets_) {
        if (last == kNone) continue;
        std::uint16_t slot = last;
        do {
            slot = jobs_[slot].next;
            if (jobs_[slot].id == id) return jobs_[slot].start;
        } while (slot != last);
    }
    for (const Cell cell : heap_) {
        const RunningJob& job = jobs_[static_cast<std::uint64_t>(cell) & (kSlotsMax - 1)];
        if (job.id == id) return job.start;
    }
    return SimTime::never();
}

}  // namespace pvscsim
