// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "pvscsim/driver/detail/context_table.h"
#include "pvscsim/driver/platform.h"

namespace pvscsim::driver::detail {

/// Scatter-gather lists and sense buffers of the outstanding requests, allocated once. A context
/// owns memory for its first 128 elements; longer lists go on in pages of a common pool, 128
/// elements and a chain element each, so that every segment lies inside one page.
class ListMemory {
public:
    /// `sense_bytes` of a context, at most 256.
    Result<void> allocate(Platform& platform, std::uint32_t contexts, std::uint32_t elements_max,
                          std::uint32_t sense_bytes) noexcept;
    void free(Platform& platform) noexcept;

    /// Pool pages that `elements` (not counting empty ones) need.
    static constexpr std::uint32_t pages_for(std::uint32_t elements) noexcept {
        return elements == 0 ? 0 : (elements - 1) / protocol::kDriverSegmentElements;
    }
    std::uint32_t free_pages() const noexcept { return free_page_count_; }

    /// Writes the list of `request` into the memory of context `index`, taking pool pages, which
    /// are known to be there. Returns the bus address of its first element; `first_page` becomes
    /// the head of the pages taken, or kNone.
    std::uint64_t write_list(Platform& platform, std::uint16_t index, const ScsiRequest& request,
                             std::uint16_t& first_page) noexcept;
    void release_pages(std::uint16_t first_page) noexcept;

    std::uint64_t sense_addr(std::uint16_t index) const noexcept {
        return sense_.bus_addr() + index * sense_stride_;
    }
    void read_sense(Platform& platform, std::uint16_t index, std::uint8_t* to,
                    std::uint32_t bytes) noexcept;

private:
    static constexpr std::uint32_t kChunkPages = 32;
    static constexpr std::uint32_t kPoolPagesMax = 512;

    struct Place {
        const DmaBuffer* buffer;
        std::uint32_t offset;
        std::uint64_t bus_addr() const noexcept { return buffer->bus_addr() + offset; }
    };
    Place first_segment(std::uint16_t index) const noexcept;
    Place pool_page(std::uint16_t page) const noexcept;

    std::uint32_t sense_stride_ = 128;
    bool chained_ = false;  // first segments have room for a chain element: a page each
    std::uint32_t free_page_count_ = 0;
    std::array<DmaBuffer, ContextTable::kMax / kChunkPages> segments_{};
    std::array<DmaBuffer, kPoolPagesMax / kChunkPages> pool_{};
    DmaBuffer sense_;
    std::array<std::uint16_t, kPoolPagesMax> free_pages_{};
    std::array<std::uint16_t, kPoolPagesMax> page_next_{};
};

}  // namespace pvscsim::driver::detail
