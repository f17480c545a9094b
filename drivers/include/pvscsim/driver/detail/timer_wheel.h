// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

#include "pvscsim/driver/detail/context_table.h"

namespace pvscsim::driver::detail {

/// Deadlines of outstanding requests: a wheel of two levels of 256 slots, ticks of about 1 ms and
/// about 0.27 s. Insert and remove are O(1); a deadline is never reported early and at most one
/// tick late. Deadlines further away than 68 s are looked at again once in that time.
///
/// The contexts of a slot are linked to a ring that the slot's head is part of, beside the contexts
/// themselves: so no end of a list is a case of its own, and the neighbours share cache lines.
class TimerWheel {
public:
    static constexpr std::int64_t kNever = std::chrono::nanoseconds::max().count();

    explicit TimerWheel(ContextTable& contexts) noexcept : contexts_(contexts) { empty(); }

    /// Forgets everything; `now_ns` is the time from which on it will be used.
    void reset(std::int64_t now_ns) noexcept;
    /// Returns when pop_expired() should run for it. The context's `deadline_ns` is that, and not
    /// before `now_ns`.
    std::int64_t insert(std::uint16_t index, std::int64_t deadline_ns,
                        std::int64_t now_ns) noexcept {
        if (size_++ == 0) move_to(tick_at(now_ns));
        const std::int64_t after_ns = deadline_ns - last_.begin_ns;
        if (static_cast<std::uint64_t>(after_ns) >= last_.span_ns) find_place(deadline_ns);
        link(index);
        return last_.wake_ns;
    }
    /// Does nothing if the context is not in the wheel.
    void remove(std::uint16_t index) noexcept {
        const Link link = links_[index];
        if (link.next == index) return;
        links_[link.prev].next = link.next;
        links_[link.next].prev = link.prev;
        if (link.next == link.prev) clear_bit(link.next - kHeads);
        links_[index].next = index;
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
    static constexpr std::uint32_t kHeads = ContextTable::kMax;  // of slots, behind the contexts

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
    void empty() noexcept {
        for (std::uint32_t i = 0; i < kHeads + 2 * kSlots; ++i) links_[i] = Link{i, i};
    }
    void find_place(std::int64_t deadline_ns) noexcept;
    void link(std::uint32_t index) noexcept {
        const std::uint32_t head = last_.head;
        const std::uint32_t next = links_[head].next;
        links_[index] = Link{next, head};
        links_[next].prev = index;
        links_[head].next = index;
        if (next == head) set_bit(head - kHeads);
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
        std::uint32_t head = 0;
    };
    /// Of a context that is not in the wheel, `next` is itself.
    struct Link {
        std::uint32_t next;
        std::uint32_t prev;
    };

    ContextTable& contexts_;
    Place last_;
    std::uint32_t size_ = 0;
    std::uint64_t tick_ = 0;                             // everything before it has been reported
    std::array<std::uint64_t, 2 * kSlots / 64> bits_{};  // slots that are not empty
    std::array<Link, kHeads + 2 * kSlots> links_{};
};

}  // namespace pvscsim::driver::detail
