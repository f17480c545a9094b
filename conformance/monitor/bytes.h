// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace pvscsim::conformance {

/// Size of a request descriptor.
constexpr std::uint32_t kRequestBytes = 128;

/// Little-endian words in memory, as the bus has them.
inline std::uint32_t le16(const void* from) {
    const auto* at = static_cast<const unsigned char*>(from);
    return at[0] | std::uint32_t{at[1]} << 8;
}
inline std::uint32_t le32(const void* from) {
    const auto* at = static_cast<const unsigned char*>(from);
    return at[0] | std::uint32_t{at[1]} << 8 | std::uint32_t{at[2]} << 16 |
           std::uint32_t{at[3]} << 24;
}
inline std::uint64_t le64(const void* from) {
    const auto* at = static_cast<const unsigned char*>(from);
    return le32(at) | std::uint64_t{le32(at + 4)} << 32;
}

}  // namespace pvscsim::conformance
