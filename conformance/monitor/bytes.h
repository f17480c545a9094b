// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace pvscsim::conformance {

/// Size of a request descriptor.
constexpr std::uint32_t kRequestBytes = 128;
constexpr std::uint32_t kCompletionBytes = 32;

/// Little-endian words in memory, as the bus has them.
template <typename Word>
Word le_word(const void* from) {
    Word word;
    std::memcpy(&word, from, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    Word swapped = 0;
    for (std::size_t i = 0; i < sizeof word; ++i)
        swapped = static_cast<Word>(swapped << 8 | (word >> 8 * i & 0xff));
    word = swapped;
#endif
    return word;
}
inline std::uint32_t le16(const void* from) {
    return le_word<std::uint16_t>(from);
}
inline std::uint32_t le32(const void* from) {
    return le_word<std::uint32_t>(from);
}
inline std::uint64_t le64(const void* from) {
    return le_word<std::uint64_t>(from);
}

/// True of READ and WRITE of 6, 10, 12 and 16 bytes: 08, 28, a8, 88, and with bit 1 the writes.
constexpr bool is_read_or_write(std::uint8_t opcode) {
    return (opcode & 0x5dU) == 0x08;
}

}  // namespace pvscsim::conformance
