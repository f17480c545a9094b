// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim {

/// A component's own pending work, earliest first, in order of arrival at equal times: a 4-ary
/// min-heap. `Work` is a small value.
template <class Work>
class EventHeap {
public:
    bool empty() const { return heap_.empty(); }
    SimTime next_time() const { return heap_.empty() ? SimTime::never() : heap_[0].when; }

    void push(SimTime when, const Work& work) {
        Entry entry{when, sequence_++, work};
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

    Work pop() {
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

    void clear() { heap_.clear(); }

private:
    struct Entry {
        SimTime when;
        std::uint64_t sequence;
        Work work;
    };
    static bool before(const Entry& a, const Entry& b) {
        return a.when < b.when || (a.when == b.when && a.sequence < b.sequence);
    }

    std::vector<Entry> heap_;
    std::uint64_t sequence_ = 0;
};

}  // namespace pvscsim
