// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "models/base/archive.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// A job in service, whose end is settled.
struct RunningJob {
    SimTime end;
    SimTime start;
    std::uint64_t order = 0;  ///< among jobs that end at one time
    std::uint32_t id = 0;
    std::uint32_t next = 0;  ///< for RunningJobs alone
};
static_assert(sizeof(RunningJob) == 32);

/// Jobs in service, the next to end first.
///
/// A wheel: each bucket covers a short span of time and lists the jobs that end in it, in order;
/// mostly there is none or one, so that no branch depends on chance. What ends beyond the wheel, or
/// has to pass more than a few others of its bucket, waits in a heap beside it.
class RunningJobs {
public:
    /// Before there are any: there will be up to so many more at a time, most of which take `usual`
    /// at most.
    void expect(std::uint32_t servers, SimTime usual);

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(jobs_, buckets_, used_, heap_, begin_, next_end_, spare_); }

    SimTime next_end() const { return next_end_; }
    /// Mostly the job that ends at next_end(), which is not "never"; another or null if that one is
    /// not in the wheel. For fetching ahead.
    const RunningJob* next_job() const {
        const std::size_t bucket = (next_end_.ps >> shift_) & mask_;
        return buckets_[bucket].first == kNone ? nullptr : &jobs_[buckets_[bucket].first];
    }

    /// True: it is the next to end.
    bool push(const RunningJob& job) {
        if (spare_ == kNone) grow();
        const std::uint32_t slot = spare_;
        RunningJob& kept = jobs_[slot];
        spare_ = kept.next;
        // One by one: what the caller puts together need then not be in memory.
        kept.end = job.end;
        kept.start = job.start;
        kept.order = job.order;
        kept.id = job.id;
        if (!within(kept.end)) turn_to(earlier_of(kept.start, next_end_));
        if (!put_in_bucket(kept, slot)) put_in_heap(slot);
        if (job.end >= next_end_) return false;
        next_end_ = job.end;
        return true;
    }

    /// Takes out the next to end; only when next_end() is not "never". Holds until the next push().
    const RunningJob& pop() {
        if (!heap_.empty()) return pop_either();
        const std::uint32_t slot = take_from_bucket();
        const std::size_t bucket = first_bucket();
        next_end_ = bucket == kNoBucket ? SimTime::never() : jobs_[buckets_[bucket].first].end;
        return give_back(slot);
    }

    /// When the job began of which `is(job)` is true, or "never" if there is none; looks at each,
    /// for the rare case alone.
    template <class Is>
    SimTime start_of(Is is) const {
        for (std::size_t word = 0; word <= mask_ / 64; ++word) {
            for (std::uint64_t bits = used_[word]; bits != 0; bits &= bits - 1) {
                const auto bit = static_cast<std::size_t>(__builtin_ctzll(bits));
                const Bucket& bucket = buckets_[64 * word + bit];
                std::uint32_t slot = bucket.first;
                while (!is(jobs_[slot]) && slot != bucket.last) slot = jobs_[slot].next;
                if (is(jobs_[slot])) return jobs_[slot].start;
            }
        }
        for (const std::uint32_t slot : heap_) {
            if (is(jobs_[slot])) return jobs_[slot].start;
        }
        return SimTime::never();
    }

private:
    static constexpr std::uint32_t kNone = ~0U;
    static constexpr std::uint32_t kFewest = 64;  // buckets
    static constexpr std::size_t kNoBucket = ~std::size_t{0};
    static constexpr unsigned kPassedMax = 8;
    static constexpr std::uint32_t kWordsMax = 64;

    /// The jobs that end in one span of time, linked in order; the last one's link means nothing.
    struct Bucket {
        std::uint32_t first = kNone;
        std::uint32_t last = kNone;
    };
    /// What expect() was told.
    struct Expected {
        std::uint32_t servers;
        SimTime usual;
    };

    /// Whether the wheel, as it stands, has a bucket for `end`.
    bool within(SimTime end) const { return (end.ps >> shift_) - begin_ <= mask_; }
    /// Nothing ends before `when`.
    [[gnu::noinline]] void turn_to(SimTime when) { begin_ = std::max(begin_, when.ps >> shift_); }

    /// False: it belongs elsewhere.
    bool put_in_bucket(RunningJob& job, std::uint32_t slot) {
        if (!within(job.end)) return false;
        const auto number = static_cast<std::size_t>((job.end.ps >> shift_) & mask_);
        Bucket& bucket = buckets_[number];
        if (bucket.first == kNone) {
            bucket = {slot, slot};
            used_[number / 64] |= std::uint64_t{1} << number % 64;
        } else if (precedes(job, jobs_[bucket.first])) {
            job.next = std::exchange(bucket.first, slot);
        } else if (!precedes(job, jobs_[bucket.last])) {
            jobs_[std::exchange(bucket.last, slot)].next = slot;
        } else {
            std::uint32_t before = bucket.first;
            for (unsigned passed = 0; !precedes(job, jobs_[jobs_[before].next]); ++passed) {
                if (passed == kPassedMax) return false;
                before = jobs_[before].next;
            }
            job.next = std::exchange(jobs_[before].next, slot);
        }
        return true;
    }
    static bool precedes(const RunningJob& a, const RunningJob& b) {
        return order_key(a.end, a.order) < order_key(b.end, b.order);
    }

    /// Of the bucket of next_end_, which has the next to end.
    std::uint32_t take_from_bucket() {
        begin_ = next_end_.ps >> shift_;
        const std::size_t number = begin_ & mask_;
        Bucket& bucket = buckets_[number];
        const std::uint32_t slot = bucket.first;
        const std::uint32_t next = jobs_[slot].next;
        const bool alone = slot == bucket.last;
        bucket.first = alone ? kNone : next;
        used_[number / 64] &= ~(std::uint64_t{alone} << number % 64);
        return slot;
    }

    /// The first in use from that of `begin_` on, all around the wheel.
    std::size_t first_bucket() const {
        const std::size_t from = begin_ & mask_;
        const std::size_t word = from / 64;
        if (const std::uint64_t bits = used_[word] >> from % 64; bits != 0) {
            return from + static_cast<std::size_t>(__builtin_ctzll(bits));
        }
        const std::size_t last = mask_ / 64;
        for (std::size_t i = 1; i <= last + 1; ++i) {
            const std::size_t at = (word + i) & last;
            if (used_[at] != 0) {
                return 64 * at + static_cast<std::size_t>(__builtin_ctzll(used_[at]));
            }
        }
        return kNoBucket;
    }

    const RunningJob& give_back(std::uint32_t slot) {
        RunningJob& job = jobs_[slot];
        job.next = spare_;
        spare_ = slot;
        return job;
    }

    /// Of slots in the heap: `a` ends after `b`.
    bool after(std::uint32_t a, std::uint32_t b) const { return precedes(jobs_[b], jobs_[a]); }
    void put_in_heap(std::uint32_t slot);
    const RunningJob& pop_either();
    void grow();

    // What each job needs comes first, in two cache lines if the wheel is not large.
    SimTime next_end_ = SimTime::never();
    std::uint64_t begin_ = 0;  // in spans of a bucket: so many at least has each in the wheel
    std::uint32_t mask_ = kFewest - 1;  // number of buckets, a power of two, less one
    std::uint16_t shift_ = 0;           // log2 of a bucket's picoseconds
    std::uint32_t spare_ = kNone;       // first of the unused slots, linked
    std::vector<RunningJob> jobs_;      // by slot
    std::vector<Bucket> buckets_ = std::vector<Bucket>(kFewest);
    std::vector<std::uint32_t> heap_;              // slots
    std::array<std::uint64_t, kWordsMax> used_{};  // a bit for each bucket that is not empty
    std::vector<Expected> expected_;
};

}  // namespace pvscsim
