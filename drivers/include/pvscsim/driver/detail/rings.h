// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/counters.h"
#include "pvscsim/driver/dma_buffer.h"
#include "pvscsim/driver/platform.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim::driver::detail {

/// Notes the sizes of rings of so many pages, of which `fill_percent` is to be used.
inline void size_rings(AdapterInfo& info, std::uint32_t request_pages,
                       std::uint32_t completion_pages, std::uint32_t fill_percent) noexcept {
    info.request_entries = request_pages * protocol::kRequestsPerPage;
    info.completion_entries = completion_pages * protocol::kCompletionsPerPage;
    const std::uint32_t entries = info.request_entries < info.completion_entries
                                      ? info.request_entries
                                      : info.completion_entries;
    const std::uint32_t filled = entries * fill_percent / 100;
    info.outstanding_max = filled == 0 ? 1 : filled;
}

/// Half of the pages that either ring has; false if both have a single one.
inline bool halve_rings(AdapterInfo& info, std::uint32_t fill_percent) noexcept {
    const std::uint32_t request_pages = info.request_entries / protocol::kRequestsPerPage;
    const std::uint32_t completion_pages = info.completion_entries / protocol::kCompletionsPerPage;
    if (request_pages <= 1 && completion_pages <= 1) return false;
    size_rings(info, (request_pages + 1) / 2, (completion_pages + 1) / 2, fill_percent);
    return true;
}

/// Shared memory of the three rings and the driver's own indices. Indices run freely modulo 2^32
/// and are masked in slot() alone.
struct Rings {
    DmaBuffer state;
    DmaBuffer requests;
    DmaBuffer completions;
    DmaBuffer messages;  ///< invalid if the device has no message ring

    std::uint32_t request_entries = 0;
    std::uint32_t completion_entries = 0;
    std::uint32_t message_entries = 0;

    std::uint32_t req_prod = 0;       ///< descriptors written
    std::uint32_t req_published = 0;  ///< of these, what the device was told
    std::int64_t batch_ns = 0;        ///< when the first that it was not told of was written
    std::uint32_t cmp_cons = 0;
    std::uint32_t msg_cons = 0;

    static constexpr std::uint32_t slot(std::uint32_t idx, std::uint32_t entries) noexcept {
        return idx & (entries - 1);
    }
    /// Where to write the next descriptor, all bytes of it; null: by write_request().
    std::uint8_t* place_request() const noexcept {
        return requests.place(request_offset(), sizeof(protocol::RequestBytes));
    }
    void write_request(const protocol::RequestBytes& bytes) const noexcept {
        requests.write(request_offset(), bytes.data(), sizeof bytes);
    }
    std::uint32_t request_offset() const noexcept {
        return slot(req_prod, request_entries) * protocol::request_layout::kBytes;
    }
    /// Copies `count` completions from index `first` on, and tells `copied` of each.
    template <class Copied>
    void read_completions(std::uint32_t first, std::uint32_t count,
                          protocol::CompletionDescriptor* to, Copied copied) const noexcept {
        constexpr std::uint32_t kBytes = protocol::completion_layout::kBytes;
        const std::uint32_t at = slot(first, completion_entries);
        const std::uint32_t head =
            count < completion_entries - at ? count : completion_entries - at;
        const std::uint8_t* const view = completions.view(at * kBytes, head * kBytes);
        for (std::uint32_t i = 0; i < head; ++i) {
            if (view != nullptr) {
                protocol::decode(view + i * kBytes, to[i]);
            } else {
                protocol::CompletionBytes bytes;
                completions.read((at + i) * kBytes, bytes.data(), kBytes);
                protocol::decode(bytes, to[i]);
            }
            copied(to[i]);
        }
        if (head < count) read_completions(first + head, count - head, to + head, copied);
    }
    void read_message(std::uint32_t idx, protocol::MessageBytes& bytes) const noexcept {
        messages.read(slot(idx, message_entries) * protocol::message_layout::kBytes, bytes.data(),
                      protocol::message_layout::kBytes);
    }
    /// Hands `count` entries from index `first` on to `sync`, as one range of a ring or two.
    template <class Sync>
    static void sync_entries(const DmaBuffer& ring, std::uint32_t entries,
                             std::uint32_t entry_bytes, std::uint32_t first, std::uint32_t count,
                             Sync sync) noexcept {
        const std::uint32_t from = slot(first, entries);
        const std::uint32_t head = count < entries - from ? count : entries - from;
        sync(DmaRange{ring.bus_addr() + from * entry_bytes, head * entry_bytes});
        if (head < count) sync(DmaRange{ring.bus_addr(), (count - head) * entry_bytes});
    }
};

}  // namespace pvscsim::driver::detail
