// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"
#include "models/engine/ring_growth.h"

namespace pvscsim {

/// A component's own pending work, earliest first, in order of arrival at equal times. `Work` is a
/// small value.
///
/// What comes from outside, from someone who may run ahead, is late: at equal times it follows all
/// work that is not, so that when it was announced makes no difference.
///
/// Most work comes nearly in rising order of time and waits in a queue; what belongs further from
/// the queue's end than a few places is kept in a 4-ary min-heap beside it.
template <class Work>
class EventHeap {
public:
    /// Has room for what a run seldom needs, which it would else allocate late.
    EventHeap() { heap_.reserve(kRoom); }

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(run_, mask_, run_begin_, run_end_, heap_, sequence_, next_); }
    bool empty() const { return next_ == SimTime::never(); }
    SimTime next_time() const { return next_; }
    /// The place of the next work, which there must be, in the order of arrival; and one for work
    /// that is kept elsewhere.
    std::uint64_t next_sequence() const {
        const bool in_run = run_begin_ != run_end_ && (heap_.empty() || before(front(), heap_[0]));
        return in_run ? front().sequence : heap_[0].sequence;
    }
    std::uint64_t take_sequence() { return sequence_++; }

    /// `when` is not "never"; push_far() is for what waits longer than most, so that the rest need
    /// not pass it.
    [[gnu::noinline]] void push(SimTime when, const Work& work, bool late = false) {
        const std::uint64_t sequence = sequence_++ | (late ? kLate : 0);
        next_ = earlier_of(when, next_);
        if (run_end_ - run_begin_ > mask_) grow_ring(run_, mask_, run_begin_, run_end_);
        Entry* const run = run_.data();
        const WideProduct key = order_key(when, sequence);
        std::size_t at = run_end_;
        if (at != run_begin_ && key < run[(at - 1) & mask_].key()) {
            const bool far =
                at - run_begin_ > kPlaces && key < run[(at - 1 - kPlaces) & mask_].key();
            if (far) return push_heap(when, sequence, work);
            for (; at != run_begin_ && key < run[(at - 1) & mask_].key(); --at) {
                run[at & mask_] = run[(at - 1) & mask_];
            }
        }
        ++run_end_;
        Entry& entry = run[at & mask_];
        entry.when = when;
        entry.sequence = sequence;
        entry.work = work;
    }

    void push_far(SimTime when, const Work& work) {
        next_ = earlier_of(when, next_);
        push_heap(when, sequence_++, work);
    }

    Work pop() {
        if (!heap_.empty()) return pop_either();
        const Work work = run_[run_begin_++ & mask_].work;
        next_ = run_begin_ == run_end_ ? SimTime::never() : front().when;
        return work;
    }

    void clear() {
        heap_.clear();
        run_begin_ = run_end_;
        next_ = SimTime::never();
    }

private:
    static constexpr std::uint64_t kLate = std::uint64_t{1} << 63;

    struct Entry {
        SimTime when{};
        std::uint64_t sequence = 0;
        Work work{};

        WideProduct key() const { return order_key(when, sequence); }
    };
    static bool before(const Entry& a, const Entry& b) { return a.key() < b.key(); }
    const Entry& front() const { return run_[run_begin_ & mask_]; }

    Work pop_either() {
        const bool from_run = run_begin_ != run_end_ && before(front(), heap_[0]);
        const Work work = (from_run ? front() : heap_[0]).work;
        if (from_run) {
            ++run_begin_;
        } else if (heap_.size() == 1) {
            heap_.clear();
        } else {
            drop_top();
        }
        next_ = run_begin_ == run_end_ ? SimTime::never() : front().when;
        if (!heap_.empty()) next_ = earlier_of(next_, heap_[0].when);
        return work;
    }

    [[gnu::noinline]] void push_heap(SimTime when, std::uint64_t sequence, const Work& work) {
        const Entry entry{when, sequence, work};
        std::size_t at = heap_.size();
        heap_.push_back(entry);
        while (at != 0) {
            const std::size_t parent = (at - 1) / 4;
            if (!before(entry, heap_[parent])) break;
            heap_[at] = heap_[parent];
            at = parent;
        }
        heap_[at] = entry;
    }

    [[gnu::noinline]] void drop_top() {
        const Entry last = heap_.back();
        heap_.pop_back();
        const std::size_t size = heap_.size();
        std::size_t at = 0;
        for (;;) {
            const std::size_t first = 4 * at + 1;
            if (first >= size) break;
            std::size_t best = first;
            const std::size_t end = first + 4 < size ? first + 4 : size;
            for (std::size_t child = first + 1; child < end; ++child) {
                if (before(heap_[child], heap_[best])) best = child;
            }
            if (!before(heap_[best], last)) break;
            heap_[at] = heap_[best];
            at = best;
        }
        heap_[at] = last;
    }

    static constexpr std::size_t kRoom = 16;
    static constexpr std::size_t kPlaces = 4;

    std::vector<Entry> run_ = std::vector<Entry>(kRoom);  // a ring; its size is a power of two
    std::size_t mask_ = kRoom - 1;
    std::size_t run_begin_ = 0;  // both run freely and are masked on use
    std::size_t run_end_ = 0;
    std::vector<Entry> heap_;
    std::uint64_t sequence_ = 0;
    SimTime next_ = SimTime::never();  // of the earliest; "never": there is none
};

}  // namespace pvscsim
