// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace pvscsim::bench {

/// What happens next inside one component: a 4-ary heap ordered by (time, order of insertion).
/// The yardstick's own, so that a change of the simulator's heap does not move the yardstick.
class TimerHeap {
public:
    bool empty() const { return entries_.empty(); }
    std::uint64_t next_ns() const { return entries_.front().when_ns; }

    void push(std::uint64_t when_ns, std::uint32_t what) {
        const Entry entry{when_ns, sequence_++, what};
        std::size_t hole = entries_.size();
        entries_.push_back(entry);
        while (hole > 0 && before(entry, entries_[(hole - 1) / 4])) {
            entries_[hole] = entries_[(hole - 1) / 4];
            hole = (hole - 1) / 4;
        }
        entries_[hole] = entry;
    }

    std::uint32_t pop() {
        const std::uint32_t what = entries_.front().what;
        const Entry last = entries_.back();
        entries_.pop_back();
        if (!entries_.empty()) sink(last);
        return what;
    }

private:
    struct Entry {
        std::uint64_t when_ns;
        std::uint32_t sequence;
        std::uint32_t what;
    };

    static bool before(const Entry& a, const Entry& b) {
        return a.when_ns < b.when_ns ||
               (a.when_ns == b.when_ns && a.sequence - b.sequence > ~0U / 2);
    }

    void sink(const Entry& entry) {
        const std::size_t size = entries_.size();
        std::size_t hole = 0;
        for (std::size_t child = 1; child < size; child = 4 * hole + 1) {
            const std::size_t end = child + 4 < size ? child + 4 : size;
            std::size_t least = child;
            for (std::size_t other = child + 1; other < end; ++other) {
                if (before(entries_[other], entries_[least])) least = other;
            }
            if (!before(entries_[least], entry)) break;
            entries_[hole] = entries_[least];
            hole = least;
        }
        entries_[hole] = entry;
    }

    std::vector<Entry> entries_;
    std::uint32_t sequence_ = 0;
};

}  // namespace pvscsim::bench
