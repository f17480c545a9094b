// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace pvscsim {

/// Doubles a full ring whose size is a power of two and whose indices run freely and are masked on
/// use: its entries lie from index 0 on then. Out of line, so that what happens mostly stays short.
template <class Entry>
[[gnu::noinline]] void grow_ring(std::vector<Entry>& ring, std::size_t& mask, std::size_t& begin,
                                 std::size_t& end) {
    std::vector<Entry> larger(2 * ring.size());
    const std::size_t size = end - begin;
    for (std::size_t i = 0; i < size; ++i) larger[i] = ring[(begin + i) & mask];
    ring.swap(larger);
    mask = ring.size() - 1;
    begin = 0;
    end = size;
}

}  // namespace pvscsim
