// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/base/order_key.h"
#include "models/base/sim_time.h"

namespace pvscsim {

/// A job in service, whose end is settled.
struct RunningJob {
    SimTime end;
    SimTime start;
    std::uint64_t sequence = 0;  ///< below 2^52
    std::uint32_t id = 0;
    std::uint16_t lun = 0;
};

/// Jobs in service, the next to end first, ties by order of submission; 4,096 at most.
///
/// A heap of four children a node: half the levels of a binary one, and the children lie side by
/// side. What is not compared lies apart, so that a node is 16 bytes. Cells behind the last one
/// hold "never", so that the least of four needs no look at the size, and no branch.
class RunningJobs {
public:
    /// State, field by field, in either direction.
    void archive(Archive& a) { a(cells_, details_, size_, spare_); }

    SimTime next_end() const { return end_of(cells_[0]); }

    void push(const RunningJob& job) {
        if (spare_ == kNone) grow();
        const std::uint32_t slot = spare_;
        Detail& detail = details_[slot];
        spare_ = detail.next_spare;
        detail.start = job.start;
        detail.id = job.id;
        detail.lun = job.lun;
        place(order_key(job.end, job.sequence << kSlotBits | slot), size_++);
    }

    /// Takes out the next to end; only when next_end() is not "never".
    RunningJob pop() {
        const Cell first = cells_[0];
        const auto order = static_cast<std::uint64_t>(first);
        const auto slot = static_cast<std::uint32_t>(order) & (kSlotsMax - 1);
        Detail& detail = details_[slot];
        detail.next_spare = spare_;
        spare_ = slot;
        --size_;
        const Cell last = cells_[size_];
        cells_[size_] = kNever;
        if (size_ != 0) place(last, sink_hole());
        return {end_of(first), detail.start, order >> kSlotBits, detail.id, detail.lun};
    }

    /// When the job `id` began, or "never" if it has not; looks at each, for the rare case alone.
    SimTime start_of(std::uint32_t id) const;

private:
    static constexpr unsigned kSlotBits = 12;
    static constexpr std::uint32_t kSlotsMax = 1U << kSlotBits;
    static constexpr std::uint32_t kNone = kSlotsMax;

    /// End, then sequence and slot of its detail.
    using Cell = WideProduct;
    static constexpr Cell kNever = order_key(SimTime::never(), 0);

    struct Detail {
        SimTime start{};
        std::uint32_t id = 0;
        std::uint16_t lun = 0;
        std::uint32_t next_spare = kNone;
    };

    static SimTime end_of(Cell cell) { return SimTime{static_cast<std::uint64_t>(cell >> 64)}; }

    /// Puts `cell` where a hole is at `at`, or above.
    void place(Cell cell, std::size_t at) {
        Cell* const cells = cells_.data();
        while (at != 0) {
            const std::size_t parent = (at - 1) / 4;
            if (cells[parent] < cell) break;
            cells[at] = cells[parent];
            at = parent;
        }
        cells[at] = cell;
    }

    /// Moves the hole at the top down to a leaf, filling it with the least child each time: without
    /// branches, whose outcome could not be predicted.
    std::size_t sink_hole() {
        Cell* const cells = cells_.data();
        std::size_t at = 0;
        for (std::size_t child = 1; child < size_; child = 4 * at + 1) {
            const Cell* const four = cells + child;
            const std::size_t low = child + (four[1] < four[0] ? 1 : 0);
            const std::size_t high = child + 2 + (four[3] < four[2] ? 1 : 0);
            const std::size_t least = cells[high] < cells[low] ? high : low;
            cells[at] = cells[least];
            at = least;
        }
        return at;
    }

    void grow();

    std::vector<Cell> cells_ =
        std::vector<Cell>(4, kNever);  // size_ used, and at least four behind
    std::vector<Detail> details_;
    std::size_t size_ = 0;
    std::uint32_t spare_ = kNone;  // first of the unused details, linked
};

}  // namespace pvscsim
