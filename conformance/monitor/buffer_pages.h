// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

namespace pvscsim::conformance {

/// Which request has its data or its list in a page, by the last digits of the page's number: a
/// guess, since several may. Requests go by number.
class BufferPages {
public:
    static constexpr std::uint64_t kBytesMax = std::uint64_t{4096} << 12;  ///< as much as is noted
    static constexpr std::uint32_t kNobody = ~0U;

    BufferPages() { clear(); }
    void clear() {
        begins_.fill(kNobody);
        ends_.fill(kNobody);
        lists_.fill(kNobody);
    }
    /// Of 1 byte to kBytesMax.
    void note(std::uint64_t addr, std::uint64_t bytes, std::uint32_t id) {
        std::uint64_t page = addr >> 12;
        const std::uint64_t last = (addr + bytes - 1) >> 12;
        begins_[page & kMask] = id;
        ends_[last & kMask] = id;
        while (++page < last) begins_[page & kMask] = id;
    }
    void note_any(std::uint64_t addr, std::uint64_t bytes, std::uint32_t id) {
        if (bytes != 0) note(addr, std::min(bytes, kBytesMax), id);
    }
    void note_list(std::uint64_t addr, std::uint32_t id) { lists_[addr >> 11 & kMask] = id; }

    /// Whose data begins or goes on in the page of `addr`.
    std::uint32_t begins_at(std::uint64_t addr) const { return begins_[addr >> 12 & kMask]; }
    /// Whose data ends there.
    std::uint32_t ends_at(std::uint64_t addr) const { return ends_[addr >> 12 & kMask]; }
    /// Whose list is in the half page of `addr`.
    std::uint32_t list_at(std::uint64_t addr) const { return lists_[addr >> 11 & kMask]; }

private:
    static constexpr std::size_t kPages = 4096;
    static constexpr std::uint64_t kMask = kPages - 1;

    std::array<std::uint32_t, kPages> begins_;
    std::array<std::uint32_t, kPages> ends_;
    std::array<std::uint32_t, kPages> lists_;
};

}  // namespace pvscsim::conformance
