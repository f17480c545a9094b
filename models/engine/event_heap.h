// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// A component's own pending work, earliest first, in order of arrival at equal times. `Work` is a
/// small value.
///
/// What comes from outside, from someone who may run ahead, is late: at equal times it follows all
/// work that is not, so that when it was announced makes no difference.
///
/// Most work comes in rising order of time and waits in a queue; what does not fit behind the
/// queue's last is kept in a 4-ary min-heap beside it.
template <class Work>
class EventHeap {
public:
    /// Has room for what a run seldom needs, which it would else allocate late.
    EventHeap() { heap_.reserve(kRoom); }

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(run_, mask_, run_begin_, run_end_, heap_, sequence_); }
    bool empty() const { return run_begin_ == run_end_ && heap_.empty(); }
    SimTime next_time() const {
        const SimTime run = run_begin_ == run_end_ ? SimTime::never() : front().when;
        return heap_.empty() ? run : earlier_of(run, heap_[0].when);
    }

    void push(SimTime when, const Work& work, bool late = false) {
        const std::uint64_t sequence = sequence_++ | (late ? kLate : 0);
        if (run_begin_ != run_end_) {
            const Entry& last = run_[(run_end_ - 1) & mask_];
            if (when < last.when || (when == last.when && sequence < last.sequence)) {
                push_heap(Entry{when, sequence, work});
                return;
            }
        }
        if (run_end_ - run_begin_ == run_.size()) grow_run();
        Entry& entry = run_[run_end_++ & mask_];
        entry.when = when;
        entry.sequence = sequence;
        entry.work = work;
    }

    Work pop() {
        if (heap_.empty() || (run_begin_ != run_end_ && before(front(), heap_[0]))) {
            return run_[run_begin_++ & mask_].work;
        }
        return pop_heap();
    }

    void clear() {
        heap_.clear();
        run_begin_ = run_end_;
    }

private:
    static constexpr std::uint64_t kLate = std::uint64_t{1} << 63;

    struct Entry {
        SimTime when{};
        std::uint64_t sequence = 0;
        Work work{};
    };
    static bool before(const Entry& a, const Entry& b) {
        return a.when < b.when || (a.when == b.when && a.sequence < b.sequence);
    }
    const Entry& front() const { return run_[run_begin_ & mask_]; }

    void grow_run() {
        std::vector<Entry> larger(2 * run_.size());
        const std::size_t size = run_end_ - run_begin_;
        for (std::size_t i = 0; i < size; ++i) larger[i] = run_[(run_begin_ + i) & mask_];
        run_.swap(larger);
        mask_ = run_.size() - 1;
        run_begin_ = 0;
        run_end_ = size;
    }

    void push_heap(const Entry& entry) {
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

    Work pop_heap() {
        const Work work = heap_[0].work;
        const Entry last = heap_.back();
        heap_.pop_back();
        const std::size_t size = heap_.size();
        if (size == 0) return work;
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
        return work;
    }

    static constexpr std::size_t kRoom = 64;

    std::vector<Entry> run_ = std::vector<Entry>(kRoom);  // a ring; its size is a power of two
    std::size_t mask_ = kRoom - 1;
    std::size_t run_begin_ = 0;  // both run freely and are masked on use
    std::size_t run_end_ = 0;
    std::vector<Entry> heap_;
    std::uint64_t sequence_ = 0;
};

}  // namespace pvscsim
