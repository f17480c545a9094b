// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/detail/timer_wheel.h"

namespace pvscsim::driver::detail {
namespace {

constexpr std::uint64_t kNoTick = ~0ULL;
constexpr std::uint64_t kSlotMask = 255;

}  // namespace

void TimerWheel::reset(std::int64_t now_ns) noexcept {
    empty();
    bits_.fill(0);
    size_ = 0;
    move_to(tick_at(now_ns));
}

// Level 0 holds the 256 ticks from tick_ on, level 1 the 255 blocks of 256 ticks after tick_'s own.
// A deadline belongs to the tick that begins at it or after it.
void TimerWheel::find_place(std::int64_t deadline_ns) noexcept {
    constexpr std::int64_t kRoundUp = (std::int64_t{1} << kTickBits) - 1;
    std::uint64_t tick = tick_at(deadline_ns + kRoundUp);
    std::uint64_t ticks = 1;
    if (tick < tick_) {
        tick = tick_;
        ticks = 0;
    }
    std::uint64_t first = tick;
    std::uint64_t slot = tick & kSlotMask;
    if (tick - tick_ >= kSlots) {
        std::uint64_t block = tick >> kLevelBits;
        const std::uint64_t last = (tick_ >> kLevelBits) + kSlots - 1;
        const bool is_far = block > last;
        if (is_far) block = last;
        slot = kSlots + (block & kSlotMask);
        tick = block << kLevelBits;
        first = tick < tick_ + kSlots ? tick_ + kSlots : tick;
        ticks = is_far ? 0 : tick + kSlots - first;
    }
    last_.begin_ns = static_cast<std::int64_t>((first - 1) << kTickBits) + 1;
    last_.span_ns = ticks << kTickBits;
    last_.wake_ns = static_cast<std::int64_t>(tick << kTickBits);
    last_.head = static_cast<std::uint32_t>(kHeads + slot);
}

// From slot `from` of a level to the next slot that is not empty, round the wheel; kSlots if none.
std::uint32_t TimerWheel::distance(std::uint32_t level, std::uint32_t from) const noexcept {
    constexpr std::uint32_t kWords = kSlots / 64;
    const std::uint64_t* const words = &bits_[level * kWords];
    for (std::uint32_t i = 0; i <= kWords; ++i) {
        const std::uint32_t word = (from / 64 + i) % kWords;
        std::uint64_t bits = words[word];
        if (i == 0) bits &= ~0ULL << (from % 64);
        if (i == kWords) bits &= ~(~0ULL << (from % 64));
        if (bits == 0) continue;
        const std::uint32_t slot = word * 64 + static_cast<std::uint32_t>(__builtin_ctzll(bits));
        return (slot - from) & (kSlots - 1);
    }
    return kSlots;
}

std::uint64_t TimerWheel::next_block_tick() const noexcept {
    const std::uint64_t block = tick_ >> kLevelBits;
    const std::uint32_t blocks = distance(1, static_cast<std::uint32_t>(block & kSlotMask));
    return blocks == kSlots ? kNoTick : (block + blocks) << kLevelBits;
}

std::uint64_t TimerWheel::next_tick() const noexcept {
    const std::uint32_t ticks = distance(0, static_cast<std::uint32_t>(tick_ & kSlotMask));
    const std::uint64_t near = ticks == kSlots ? kNoTick : tick_ + ticks;
    const std::uint64_t far = next_block_tick();
    return near < far ? near : far;
}

std::int64_t TimerWheel::next_ns() const noexcept {
    const std::uint64_t tick = next_tick();
    return tick == kNoTick ? kNever : static_cast<std::int64_t>(tick << kTickBits);
}

// Spreads the block that starts at tick_ over level 0.
void TimerWheel::cascade() noexcept {
    const std::uint64_t slot = kSlots + ((tick_ >> kLevelBits) & kSlotMask);
    const auto head = static_cast<std::uint32_t>(kHeads + slot);
    std::uint32_t index = links_[head].next;
    links_[head] = Link{head, head};
    clear_bit(static_cast<std::uint32_t>(slot));
    while (index != head) {
        const std::uint32_t next = links_[index].next;
        find_place(contexts_[static_cast<std::uint16_t>(index)].deadline_ns);
        link(index);
        index = next;
    }
}

std::uint16_t TimerWheel::pop_expired(std::int64_t now_ns) noexcept {
    const std::uint64_t now = tick_at(now_ns);
    for (;;) {
        const std::uint64_t next = next_tick();
        if (next > now) {
            if (now > tick_) move_to(now);
            return kNone;
        }
        const bool block_starts = next == next_block_tick();
        move_to(next);
        if (block_starts) {
            cascade();
            continue;
        }
        const auto index = static_cast<std::uint16_t>(links_[kHeads + (tick_ & kSlotMask)].next);
        remove(index);
        return index;
    }
}

}  // namespace pvscsim::driver::detail
