// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>

namespace pvscsim::protocol {

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
inline constexpr bool kBigEndianHost = true;
#else
inline constexpr bool kBigEndianHost = false;
#endif

/// Registers and shared memory are little-endian whatever the processor is. Both directions are the
/// same swap, or none.
constexpr std::uint8_t from_little_endian(std::uint8_t raw) noexcept {
    return raw;
}
constexpr std::uint16_t from_little_endian(std::uint16_t raw) noexcept {
    return kBigEndianHost ? __builtin_bswap16(raw) : raw;
}
constexpr std::uint32_t from_little_endian(std::uint32_t raw) noexcept {
    return kBigEndianHost ? __builtin_bswap32(raw) : raw;
}
constexpr std::uint64_t from_little_endian(std::uint64_t raw) noexcept {
    return kBigEndianHost ? __builtin_bswap64(raw) : raw;
}
template <class T>
constexpr T to_little_endian(T value) noexcept {
    return from_little_endian(value);
}

/// Reads a little-endian integer at `from`, which needs no alignment.
template <class T>
inline T load_le(const void* from) noexcept {
    T raw;
    std::memcpy(&raw, from, sizeof raw);
    return from_little_endian(raw);
}
inline std::uint16_t load_le16(const void* from) noexcept {
    return load_le<std::uint16_t>(from);
}
inline std::uint32_t load_le32(const void* from) noexcept {
    return load_le<std::uint32_t>(from);
}
inline std::uint64_t load_le64(const void* from) noexcept {
    return load_le<std::uint64_t>(from);
}

/// Writes `value` little-endian at `to`, which needs no alignment.
template <class T>
inline void store_le(void* to, T value) noexcept {
    const T raw = to_little_endian(value);
    std::memcpy(to, &raw, sizeof raw);
}
inline void store_le16(void* to, std::uint16_t value) noexcept {
    store_le(to, value);
}
inline void store_le32(void* to, std::uint32_t value) noexcept {
    store_le(to, value);
}
inline void store_le64(void* to, std::uint64_t value) noexcept {
    store_le(to, value);
}

}  // namespace pvscsim::protocol
