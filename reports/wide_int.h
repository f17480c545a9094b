// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

namespace pvscsim::reports {

/// 128 bits for sums and sums of squares of picoseconds; both compilers have it on 64-bit machines.
__extension__ using Uint128 = unsigned __int128;

/// The square root, rounded down.
inline std::uint64_t integer_sqrt(Uint128 value) {
    std::uint64_t root = 0;
    for (int bit = 63; bit >= 0; --bit) {
        const std::uint64_t trial = root | (std::uint64_t{1} << bit);
        if (Uint128{trial} * trial <= value) {
            root = trial;
        }
    }
    return root;
}

/// The value, or the largest that 64 bits hold.
constexpr std::uint64_t saturated(Uint128 value) {
    constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
    return value > kMax ? kMax : static_cast<std::uint64_t>(value);
}

/// `scale * part / whole`, rounded down; 0 when there is no whole.
constexpr std::uint64_t scaled_ratio(std::uint64_t scale, Uint128 part, Uint128 whole) {
    return whole == 0 ? 0 : saturated(part * scale / whole);
}

}  // namespace pvscsim::reports
