// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "pvscsim/driver/detail/context_table.h"

namespace pvscsim::driver::detail {

/// Deadlines of outstanding requests: a wheel of two levels of 256 slots, ticks of about 1 ms and
/// about 0.27 s. Insert and remove are O(1) and link through the contexts; a deadline is never
/// reported early and at most one tick late. Deadlines further away than 68 s are looked at again
/// once in that time.
class TimerWheel {
public:
    static constexpr std::int64_t kNever = std::chrono::nanoseconds::max().count();

    explicit TimerWheel(ContextTable& contexts) noexcept : contexts_(contexts) {
        heads_.fill(kNone);
    }

    /// Forgets everything; `now_ns` is the time from which on it will be used.
    void reset(std::int64_t now_ns) noexcept;
    /// Returns when pop_expired() should run for it. The context's `deadline_ns` is set already and
    /// not before `now_ns`.
    std::int64_t insert(std::uint16_t index, std::int64_t now_ns) noexcept {
        if (size_++ == 0) move_to(tick_at(now_ns));
        const std::int64_t after_ns = contexts_[index].deadline_ns - last_.begin_ns;
        if (static_cast<std::uint64_t>(after_ns) >= last_.span_ns) find_place(index);
        link(index);
        return last_.wake_ns;
    }
    /// Does nothing if the context is not in the wheel.
    void remove(std::uint16_t index) noexcept {
        RequestContext& context = contexts_[index];
        if (context.timer_slot == kNone) return;
        const std::uint16_t next = context.timer_next;
        const std::uint16_t prev = context.timer_prev;
        if (next != kNone) contexts_[next].timer_prev = prev;
        if (prev != kNone) {
            contexts_[prev].timer_next = next;
        } else {
            heads_[context.timer_slot] = next;
            if (next == kNone) clear_bit(context.timer_slot);
        }
        context.timer_slot = kNone;
        --size_;
    }
    /// Takes out and returns one context whose deadline has passed, kNone if there is none.
    std::uint16_t pop_expired(std::int64_t now_ns) noexcept;
    /// When pop_expired() may next find something; kNever if the wheel is empty.
    std::int64_t next_ns() const noexcept;

private:
    static constexpr std::uint32_t kSlots = 256;  // a level
    static constexpr int kTickBits = 20;          // 1,048,576 ns
    static constexpr int kLevelBits = 8;

    static std::uint64_t tick_at(std::int64_t ns) noexcept {
        return static_cast<std::uint64_t>(ns) >> kTickBits;
    }
    void set_bit(std::uint32_t slot) noexcept { bits_[slot >> 6] |= 1ULL << (slot & 63U); }
    void clear_bit(std::uint32_t slot) noexcept { bits_[slot >> 6] &= ~(1ULL << (slot & 63U)); }
    /// Slots of deadlines depend on the tick.
    void move_to(std::uint64_t tick) noexcept {
        tick_ = tick;
        last_.span_ns = 0;
    }
    void find_place(std::uint16_t index) noexcept;
    void link(std::uint16_t index) noexcept {
        RequestContext& context = contexts_[index];
        const std::uint16_t head = heads_[last_.slot];
        context.timer_next = head;
        context.timer_prev = kNone;
        context.timer_slot = last_.slot;
        heads_[last_.slot] = index;
        if (head != kNone) {
            contexts_[head].timer_prev = index;
        } else {
            set_bit(last_.slot);
        }
    }
    std::uint32_t distance(std::uint32_t level, std::uint32_t from) const noexcept;
    std::uint64_t next_tick() const noexcept;
    std::uint64_t next_block_tick() const noexcept;
    void cascade() noexcept;

    /// A slot, when it is to be looked at, and the deadlines that belong there: those of requests
    /// follow each other closely, so the next one mostly does.
    struct Place {
        std::int64_t begin_ns = 0;
        std::uint64_t span_ns = 0;
        std::int64_t wake_ns = 0;
        std::uint16_t slot = 0;
    };

    ContextTable& contexts_;
    Place last_;
    std::uint32_t size_ = 0;
    std::uint64_t tick_ = 0;                             // everything before it has been reported
    std::array<std::uint64_t, 2 * kSlots / 64> bits_{};  // slots that are not empty
    std::array<std::uint16_t, 2 * kSlots> heads_{};
};

}  // namespace pvscsim::driver::detail
