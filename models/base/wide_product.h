// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim {

/// The 128 bits of a * b. Both compilers have the type on every target that is supported.
__extension__ using WideProduct = unsigned __int128;

constexpr WideProduct wide_product(std::uint64_t a, std::uint64_t b) {
    return WideProduct{a} * b;
}

/// The upper 64 bits of a * b.
constexpr std::uint64_t high_product(std::uint64_t a, std::uint64_t b) {
    return static_cast<std::uint64_t>(wide_product(a, b) >> 64);
}

}  // namespace pvscsim
