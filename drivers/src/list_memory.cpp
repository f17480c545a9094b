// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/detail/list_memory.h"
#include "pvscsim/mutant.h"

#include <algorithm>

#include "pvscsim/protocol/descriptors.h"

namespace pvscsim::driver::detail {
namespace {

using protocol::kDriverSegmentElements;
using protocol::kPageBytes;
constexpr std::uint32_t kElementBytes = protocol::sg_layout::kBytes;
constexpr std::uint32_t kHalfPage = kPageBytes / 2;
static_assert(kDriverSegmentElements * kElementBytes == kHalfPage);
constexpr std::uint32_t kElementsHeld = kHasMutants ? 257 : kDriverSegmentElements;

/// One segment, gathered here and written with a single access.
struct Segment {
    std::array<std::uint8_t, (kElementsHeld + 1) * kElementBytes> bytes;
    std::uint32_t count = 0;

    void add(std::uint64_t addr, std::uint32_t length, std::uint32_t flags) noexcept {
        std::uint8_t* const at = bytes.data() + count++ * kElementBytes;
        protocol::store_le64(at + protocol::sg_layout::kAddr, addr);
        protocol::store_le32(at + protocol::sg_layout::kLength, length);
        protocol::store_le32(at + protocol::sg_layout::kFlags, flags);
    }
};

Result<void> allocate_chunks(Platform& platform, DmaBuffer* buffers, std::uint32_t pages,
                             std::uint32_t chunk_pages) noexcept {
    for (std::uint32_t done = 0; done < pages; done += chunk_pages) {
        const auto buffer = platform.allocate_dma(std::min(chunk_pages, pages - done));
        if (!buffer.ok()) return buffer.error();
        *buffers++ = buffer.value();
    }
    return {};
}

}  // namespace

Result<void> ListMemory::allocate(Platform& platform, std::uint32_t contexts,
                                  std::uint32_t elements_max, std::uint32_t sense_bytes) noexcept {
    sense_stride_ = sense_bytes <= 128 ? 128 : 256;
    const std::uint32_t more_pages = pages_for(elements_max);
    chained_ = more_pages > 0;
    const std::uint32_t pages = chained_ ? contexts : contexts / 2;
    if (const auto got = allocate_chunks(platform, segments_.data(), pages, kChunkPages);
        !got.ok()) {
        return got;
    }
    free_page_count_ = std::min(more_pages * contexts, kPoolPagesMax);
    for (std::uint32_t i = 0; i < free_page_count_; ++i) {
        free_pages_[i] = static_cast<std::uint16_t>(free_page_count_ - 1 - i);
    }
    if (const auto got = allocate_chunks(platform, pool_.data(), free_page_count_, kChunkPages);
        !got.ok()) {
        return got;
    }
    return allocate_chunks(platform, &sense_, contexts * sense_stride_ / kPageBytes, kChunkPages);
}

void ListMemory::free(Platform& platform) noexcept {
    const auto give_back = [&platform](DmaBuffer& buffer) {
        if (buffer.valid()) platform.free_dma(buffer);
        buffer = DmaBuffer{};
    };
    for (DmaBuffer& buffer : segments_) give_back(buffer);
    for (DmaBuffer& buffer : pool_) give_back(buffer);
    give_back(sense_);
}

ListMemory::Place ListMemory::first_segment(std::uint16_t index) const noexcept {
    if (chained_) return {&segments_[index / kChunkPages], index % kChunkPages * kPageBytes};
    return {&segments_[index / (2 * kChunkPages)], index % (2 * kChunkPages) * kHalfPage};
}

ListMemory::Place ListMemory::pool_page(std::uint16_t page) const noexcept {
    return {&pool_[page / kChunkPages], page % kChunkPages * kPageBytes};
}

std::uint64_t ListMemory::write_list(Platform& platform, std::uint16_t index,
                                     const ScsiRequest& request,
                                     std::uint16_t& first_page) noexcept {
    Place place = first_segment(index);
    const std::uint64_t list_addr = place.bus_addr();
    std::uint16_t* link = &first_page;
    std::uint64_t left = request.data_bytes;
    Segment segment;
    const auto write_segment = [&] {
        const std::uint32_t bytes = segment.count * kElementBytes;
        place.buffer->write(place.offset, segment.bytes.data(), bytes);
        platform.sync_for_device(DmaRange{place.bus_addr(), bytes});
        segment.count = 0;
    };
    for (const SgElement* element = request.elements; left > 0; ++element) {
        if (element->bytes == 0) continue;
        if (segment.count == (mutated(Mutant::R15) ? kElementsHeld : kDriverSegmentElements)) {
            const std::uint16_t page = free_pages_[--free_page_count_];
            const Place next = pool_page(page);
            segment.add(next.bus_addr(), 0, protocol::kSgFlagChain);
            write_segment();
            place = next;
            *link = page;
            link = &page_next_[page];
        }
        const std::uint64_t passed = request.data_bytes - left;
        segment.add(mutated(Mutant::R16) ? request.elements->bus_addr + passed : element->bus_addr,
                    element->bytes, 0);
        left -= element->bytes;
    }
    write_segment();
    for (std::uint16_t other = 0; mutated(Mutant::O142) && other < 8; ++other) {
        const Place touched = first_segment(other);
        const std::uint32_t last = touched.offset + 99 * kElementBytes;
        if (other != index) touched.buffer->read(last, segment.bytes.data(), 1);
        if (other != index) touched.buffer->write(last, segment.bytes.data(), 1);
    }
    *link = kNone;
    return list_addr;
}

void ListMemory::release_pages(std::uint16_t first_page) noexcept {
    for (std::uint16_t page = first_page; page != kNone; page = page_next_[page]) {
        free_pages_[free_page_count_++] = page;
    }
}

void ListMemory::read_sense(Platform& platform, std::uint16_t index, std::uint8_t* to,
                            std::uint32_t bytes) noexcept {
    platform.sync_for_cpu(DmaRange{sense_addr(index), bytes});
    sense_.read(index * sense_stride_, to, bytes);
}

}  // namespace pvscsim::driver::detail
