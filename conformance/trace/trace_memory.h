// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

namespace pvscsim::conformance {

/// What is known of a machine's memory from what has passed on its bus. Holds a bounded number of
/// pages: of more, those that came first are forgotten, in the recorder as in the reader.
class TraceMemory {
public:
    static constexpr std::size_t kPagesMax = 4096;

    /// From now on memory holds `data`.
    void write(std::uint64_t addr, const void* data, std::uint64_t bytes);
    /// From now on it is not known what memory holds.
    void forget(std::uint64_t addr, std::uint64_t bytes);
    /// What memory holds, or null if a byte of it is not known. Valid until the fourth call after.
    const std::byte* find(std::uint64_t addr, std::uint64_t bytes);

private:
    static constexpr std::uint64_t kPageBytes = 4096;
    static constexpr std::uint64_t kNone = ~0ULL;

    struct Page {
        std::uint64_t number = kNone;
        std::bitset<kPageBytes> known;
        std::array<std::byte, kPageBytes> bytes;
    };

    Page* page(std::uint64_t number);
    Page& page_to_write(std::uint64_t number);
    static void know(Page& page, std::size_t first, std::size_t count);
    static bool knows(const Page& page, std::size_t first, std::size_t count);

    std::unordered_map<std::uint64_t, std::size_t> places_;
    std::vector<std::unique_ptr<Page>> pages_;
    std::size_t next_ = 0;  // to be forgotten, once there are kPagesMax
    Page* last_ = nullptr;
    std::array<std::vector<std::byte>, 4> joined_;  // what lies in several pages
    std::size_t turn_ = 0;
};

}  // namespace pvscsim::conformance
