// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/raw_places.h"

#include <algorithm>
#include <cstring>

#include "pvscsim/protocol/layout.h"

namespace pvscsim::scenarios {

namespace {

constexpr std::uint64_t kNowhere = ~std::uint64_t{0} << protocol::kPageBits;

}  // namespace

std::uint64_t RawPlaces::address(RawBase base, std::uint64_t offset) const {
    const Adapter& adapter = machine_.device.adapter();
    const DeviceRings& rings = adapter.rings();
    const std::uint64_t page = offset / kRawPageBytes;
    const auto in_page = [&](std::uint64_t pages, auto&& place) {
        if (page >= pages) return kNowhere;
        return place(static_cast<std::uint32_t>(page)) + offset % kRawPageBytes;
    };
    switch (base) {
        case RawBase::Absolute:
            break;
        case RawBase::RequestRing:
            return in_page(rings.request_entries() / protocol::kRequestsPerPage,
                           [&](std::uint32_t i) { return rings.request_page(i); });
        case RawBase::CompletionRing:
            return in_page(rings.completion_entries() / protocol::kCompletionsPerPage,
                           [&](std::uint32_t i) { return rings.completion_page(i); });
        case RawBase::MessageRing:
            return in_page(adapter.message_ring().entries() / protocol::kMessagesPerPage,
                           [&](std::uint32_t i) { return adapter.message_ring().page(i); });
        case RawBase::State:
            return rings.request_entries() == 0 ? kNowhere : rings.state_addr() + offset;
        case RawBase::Buffer:
            return buffer_ + offset;
    }
    return offset;
}

bool RawPlaces::is_fetch_of(FetchKind kind, std::uint64_t addr, std::uint32_t bytes) const {
    const DeviceRings& rings = machine_.device.adapter().rings();
    const bool index = addr - rings.state_addr() < kRawPageBytes && bytes == 4;
    bool descriptor = false;
    for (std::uint32_t i = 0; i < rings.request_entries() / protocol::kRequestsPerPage; ++i) {
        descriptor = descriptor || addr - rings.request_page(i) < kRawPageBytes;
    }
    descriptor = descriptor && bytes == protocol::request_layout::kBytes;
    switch (kind) {
        case FetchKind::Index:
            return index;
        case FetchKind::Descriptor:
            return descriptor;
        case FetchKind::Element:
            return !index && !descriptor && bytes == protocol::sg_layout::kBytes;
    }
    return false;
}

std::byte* RawPlaces::memory(std::uint64_t addr, std::uint64_t bytes, bool to_write) const {
    const MemoryMap::Region* region = machine_.memory.map().find(addr, bytes);
    if (region == nullptr) return nullptr;
    if (to_write && region->access == MemoryAccess::ReadOnly) return nullptr;
    return region->data + (addr - region->base);
}

void RawPlaces::write(RawBase base, std::uint64_t offset, const std::uint8_t* from,
                      std::uint64_t bytes) {
    while (bytes != 0) {
        const std::uint64_t part = std::min(bytes, kRawPageBytes - offset % kRawPageBytes);
        std::byte* const to = memory(address(base, offset), part, true);
        if (to != nullptr) std::memcpy(to, from, part);
        from += part;
        offset += part;
        bytes -= part;
    }
}

void RawPlaces::read(RawBase base, std::uint64_t offset, std::uint8_t* to,
                     std::uint64_t bytes) const {
    while (bytes != 0) {
        const std::uint64_t part = std::min(bytes, kRawPageBytes - offset % kRawPageBytes);
        const std::byte* const from = memory(address(base, offset), part, false);
        if (from == nullptr) {
            std::memset(to, 0xff, part);
        } else {
            std::memcpy(to, from, part);
        }
        to += part;
        offset += part;
        bytes -= part;
    }
}

}  // namespace pvscsim::scenarios
