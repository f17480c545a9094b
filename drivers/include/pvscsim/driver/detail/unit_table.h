// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/driver/detail/context_table.h"
#include "pvscsim/driver/detail/depth_control.h"
#include "pvscsim/driver/detail/request_queue.h"

namespace pvscsim::driver::detail {

/// A logical unit with requests outstanding, or held back because it had too many. One cache line.
struct alignas(64) Unit {
    RequestQueue held;
    std::uint32_t outstanding = 0;
    Depth depth;
    std::uint16_t key = 0;  ///< lun, target
    std::uint16_t next_ready = kNone;
    bool ready = false;  ///< in the list of units that may go on
};

/// Records of the logical units in use. There is one for each unit with a request outstanding, so
/// their number is bounded by the ring; a direct table finds them. A record whose unit has learned
/// another depth than the greatest is kept while it is idle, as long as there is room.
class UnitTable {
public:
    static constexpr std::uint16_t key_of(const ScsiRequest& request) noexcept {
        return static_cast<std::uint16_t>(request.lun << 8 | request.target);
    }
    void reset(std::uint32_t depth_max) noexcept {
        depth_max_ = depth_max;
        records_.fill(kNone);
        for (std::uint32_t i = 0; i < ContextTable::kMax; ++i) {
            units_[i] = Unit{};
            free_[i] = static_cast<std::uint16_t>(ContextTable::kMax - 1 - i);
        }
        free_count_ = ContextTable::kMax;
        ready_head_ = ready_tail_ = kNone;
    }
    /// kNone if the unit has nothing outstanding and nothing held.
    std::uint16_t find(std::uint16_t key) const noexcept { return records_[key]; }
    std::uint16_t find_or_make(std::uint16_t key) noexcept {
        std::uint16_t& record = records_[key];
        if (record == kNone) {
            if (free_count_ == 0) forget_idle();
            record = free_[--free_count_];
            units_[record].key = key;
            units_[record].depth = Depth{depth_max_};
        }
        return record;
    }
    /// Gives the record back if nothing is left in it.
    void release_if_idle(std::uint16_t record) noexcept {
        const Unit& unit = units_[record];
        if (!idle(unit) || unit.depth.limit != depth_max_) return;
        give_back(record);
    }
    void push_ready(std::uint16_t record) noexcept {
        Unit& unit = units_[record];
        if (unit.ready) return;
        unit.ready = true;
        unit.next_ready = kNone;
        (ready_head_ == kNone ? ready_head_ : units_[ready_tail_].next_ready) = record;
        ready_tail_ = record;
    }
    /// kNone if no unit is ready.
    std::uint16_t pop_ready() noexcept {
        const std::uint16_t record = ready_head_;
        if (record != kNone) {
            ready_head_ = units_[record].next_ready;
            units_[record].ready = false;
        }
        return record;
    }
    bool any_ready() const noexcept { return ready_head_ != kNone; }
    Unit& operator[](std::uint16_t record) noexcept { return units_[record]; }
    const Unit& operator[](std::uint16_t record) const noexcept { return units_[record]; }

private:
    static bool idle(const Unit& unit) noexcept {
        return unit.outstanding == 0 && unit.held.empty() && !unit.ready;
    }
    void give_back(std::uint16_t record) noexcept {
        records_[units_[record].key] = kNone;
        free_[free_count_++] = record;
    }
    /// All records are taken, and requests are fewer: some are kept for what they have learned.
    void forget_idle() noexcept {
        for (std::uint16_t record = 0; record < ContextTable::kMax; ++record) {
            if (idle(units_[record])) give_back(record);
        }
    }

    std::uint32_t depth_max_ = 0;
    std::uint32_t free_count_ = 0;
    std::uint16_t ready_head_ = kNone;
    std::uint16_t ready_tail_ = kNone;
    std::array<std::uint16_t, 65536> records_{};
    std::array<std::uint16_t, ContextTable::kMax> free_{};
    std::array<Unit, ContextTable::kMax> units_{};
};

}  // namespace pvscsim::driver::detail
