// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim {

/// A job in service; its end is known.
struct RunningJob {
    SimTime end;
    SimTime start;
    std::uint64_t sequence = 0;
    std::uint32_t id = 0;
    std::uint16_t lun = 0;
};

/// Jobs in service, the next to end first, ties by order of submission: a 4-ary heap, whose
/// levels are half of a binary heap's and whose children lie side by side.
class RunningJobs {
public:
    bool empty() const { return heap_.empty(); }
    SimTime next_end() const { return heap_.empty() ? SimTime::never() : heap_.front().end; }

    void push(const RunningJob& job) {
        heap_.push_back(job);
        std::size_t at = heap_.size() - 1;
        while (at != 0) {
            const std::size_t parent = (at - 1) / 4;
            if (!before(job, heap_[parent])) break;
            heap_[at] = heap_[parent];
            at = parent;
        }
        heap_[at] = job;
    }

    RunningJob pop() {
        const RunningJob first = heap_.front();
        const RunningJob last = heap_.back();
        heap_.pop_back();
        if (!heap_.empty()) sink_from_top(last);
        return first;
    }

private:
    static bool before(const RunningJob& a, const RunningJob& b) {
        return a.end < b.end || (a.end == b.end && a.sequence < b.sequence);
    }

    void sink_from_top(const RunningJob& job) {
        const std::size_t size = heap_.size();
        std::size_t at = 0;
        for (std::size_t child = 1; child < size; child = 4 * at + 1) {
            const std::size_t stop = std::min(child + 4, size);
            std::size_t least = child;
            for (std::size_t i = child + 1; i < stop; ++i) {
                if (before(heap_[i], heap_[least])) least = i;
            }
            if (!before(heap_[least], job)) break;
            heap_[at] = heap_[least];
            at = least;
        }
        heap_[at] = job;
    }

    std::vector<RunningJob> heap_;
};

}  // namespace pvscsim
