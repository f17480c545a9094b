// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/driver/request.h"
#include "pvscsim/protocol/constants.h"

namespace pvscsim::driver::detail {

inline constexpr std::uint16_t kNone = 0xffff;  ///< no context, no page, no slot

/// How far error recovery has gone for a request; each step follows when the one before it did not
/// end the request in time.
enum class Stage : std::uint8_t { Normal, AbortWanted, Aborting, DeviceReset, BusReset };

/// What the core knows of one outstanding request. One cache line.
struct alignas(64) RequestContext {
    ScsiRequest* request = nullptr;    ///< null: free
    std::int64_t deadline_ns = 0;      ///< of Platform::now()
    std::int64_t submitted_ns = 0;     ///< likewise
    std::uint32_t id = 0;              ///< generation in the upper half, index + 1 in the lower
    std::uint16_t unit = kNone;        ///< logical unit record
    std::uint16_t first_page = kNone;  ///< chained scatter-gather pages
    std::uint16_t cpu = 0;             ///< processor that dispatched it
    Stage stage = Stage::Normal;
    bool marked = false;  ///< for one sweep of recovery code
};

/// The requests that are with the device. A request's context is small, nonzero and below 2^32;
/// the generation changes with each use of a slot, so that a completion that comes twice or after
/// its request was given up finds nothing.
class ContextTable {
public:
    static constexpr std::uint32_t kMax = protocol::kRequestEntriesMax;

    /// All slots free; generations go on, so that contexts from before stay stale.
    void reset(std::uint32_t capacity) noexcept {
        capacity_ = capacity;
        free_count_ = kept_ = 0;
        for (std::uint32_t i = capacity; i-- > 0;) {
            RequestContext& context = contexts_[i];
            const std::uint32_t generation = context.id & 0xffff0000U;
            context = RequestContext{};
            context.id = generation | (i + 1);
            free_[free_count_++] = static_cast<std::uint16_t>(i);
        }
    }
    bool full() const noexcept { return free_count_ <= kept_; }
    /// Frozen, it is full whatever is free.
    void freeze(bool frozen) noexcept { kept_ = frozen ? kMax : 0; }
    std::uint32_t capacity() const noexcept { return capacity_; }
    std::uint32_t in_use() const noexcept { return capacity_ - free_count_; }

    /// Not if full().
    std::uint16_t take() noexcept { return free_[--free_count_]; }
    void give_back(std::uint16_t index) noexcept {
        RequestContext& context = contexts_[index];
        context.request = nullptr;
        context.stage = Stage::Normal;
        context.marked = false;
        context.id += 0x10000U;
        free_[free_count_++] = index;
    }
    /// The slot that a completion's context means, or kNone if no outstanding request has it.
    std::uint16_t find(std::uint64_t context) const noexcept {
        const std::uint32_t index = (static_cast<std::uint32_t>(context) & 0xffffU) - 1U;
        if (index >= capacity_) return kNone;
        const RequestContext& slot = contexts_[index];
        return slot.id == context && slot.request != nullptr ? static_cast<std::uint16_t>(index)
                                                             : kNone;
    }
    /// Fetches ahead the request that a completion's context may mean: its end is written there.
    void fetch(std::uint64_t context) const noexcept {
        const std::uint32_t index = (static_cast<std::uint32_t>(context) & 0xffffU) - 1U;
        if (index < capacity_) __builtin_prefetch(contexts_[index].request, 1);
    }
    RequestContext& operator[](std::uint16_t index) noexcept { return contexts_[index]; }
    const RequestContext& operator[](std::uint16_t index) const noexcept {
        return contexts_[index];
    }

private:
    std::uint32_t capacity_ = 0;
    std::uint32_t free_count_ = 0;
    std::uint32_t kept_ = 0;  // so many free ones are given to nobody
    std::array<std::uint16_t, kMax> free_{};
    std::array<RequestContext, kMax> contexts_{};
};

}  // namespace pvscsim::driver::detail
