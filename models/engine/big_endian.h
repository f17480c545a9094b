// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

#include "pvscsim/protocol/little_endian.h"

namespace pvscsim {

// SCSI command and parameter bytes are big-endian, at any alignment.

inline std::uint16_t load_be16(const std::uint8_t* from) {
    return static_cast<std::uint16_t>(from[0] << 8 | from[1]);
}
inline std::uint32_t load_be32(const std::uint8_t* from) {
    return std::uint32_t{from[0]} << 24 | std::uint32_t{from[1]} << 16 |
           std::uint32_t{from[2]} << 8 | from[3];
}
inline std::uint64_t load_be64(const std::uint8_t* from) {
    return std::uint64_t{load_be32(from)} << 32 | load_be32(from + 4);
}

inline void store_be16(std::uint8_t* to, std::uint16_t value) {
    to[0] = static_cast<std::uint8_t>(value >> 8);
    to[1] = static_cast<std::uint8_t>(value);
}
inline void store_be32(std::uint8_t* to, std::uint32_t value) {
    store_be16(to, static_cast<std::uint16_t>(value >> 16));
    store_be16(to + 2, static_cast<std::uint16_t>(value));
}
/// In one piece, whatever `value` is put together from.
inline void store_be64(std::uint8_t* to, std::uint64_t value) {
    const std::uint64_t raw = protocol::kBigEndianHost ? value : __builtin_bswap64(value);
    std::memcpy(to, &raw, sizeof raw);
}

}  // namespace pvscsim
