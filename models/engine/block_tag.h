// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

#include "pvscsim/protocol/little_endian.h"

namespace pvscsim {

/// What the data plane carries of a logical block: its first 16 bytes, which say for which block
/// of which disk, and by which write, they were made. All zero: never written, or discarded.
struct BlockTag {
    static constexpr std::size_t kBytes = 16;

    // Without initialisers: arrays of tags that are filled at once cost nothing to make. BlockTag{}
    // is the zero tag.
    std::uint64_t lba;
    std::uint32_t generation;  ///< number of the write among those of its disk, from 1 on
    std::uint32_t disk;

    bool zero() const { return any_bits() == 0; }
    /// Zero for the zero tag, and for no other.
    std::uint64_t any_bits() const {
        std::uint64_t words[2];
        std::memcpy(words, this, kBytes);
        return words[0] | words[1];
    }

    /// Little-endian, in the order of the members; no alignment needed.
    void store(void* to) const {
        if (!protocol::kBigEndianHost) {
            std::memcpy(to, this, kBytes);
            return;
        }
        auto* bytes = static_cast<std::uint8_t*>(to);
        protocol::store_le64(bytes, lba);
        protocol::store_le32(bytes + 8, generation);
        protocol::store_le32(bytes + 12, disk);
    }
    static BlockTag load(const void* from) {
        BlockTag tag;
        if (!protocol::kBigEndianHost) {
            std::memcpy(&tag, from, kBytes);
            return tag;
        }
        const auto* bytes = static_cast<const std::uint8_t*>(from);
        tag.lba = protocol::load_le64(bytes);
        tag.generation = protocol::load_le32(bytes + 8);
        tag.disk = protocol::load_le32(bytes + 12);
        return tag;
    }

    friend bool operator==(const BlockTag& a, const BlockTag& b) {
        return a.lba == b.lba && a.generation == b.generation && a.disk == b.disk;
    }
    friend bool operator!=(const BlockTag& a, const BlockTag& b) { return !(a == b); }
};

/// visit(place) for each of `count` tags that lie `stride_bytes` apart, eight at a time: as many as
/// 4 KiB have. What is over comes first, so that nobody has to know where the eights end.
template <class Place, class Visit>
[[gnu::always_inline]] inline void for_each_tag_apart(Place* at, std::uint64_t count,
                                                      std::size_t stride_bytes, Visit&& visit) {
    for (std::uint64_t over = count % 8; over != 0; --over, at += stride_bytes) visit(at);
#pragma GCC unroll 1  // there are eight in it
    for (count /= 8; count != 0; --count, at += 4 * stride_bytes) {
        visit(at);
        visit(at + stride_bytes);
        visit(at + 2 * stride_bytes);
        visit(at + 3 * stride_bytes);
        at += 4 * stride_bytes;
        visit(at);
        visit(at + stride_bytes);
        visit(at + 2 * stride_bytes);
        visit(at + 3 * stride_bytes);
    }
}

/// The same; blocks mostly have 512 bytes, and what the compiler knows it need not add up.
template <class Place, class Visit>
[[gnu::always_inline]] inline void for_each_tag(Place* at, std::uint64_t count,
                                                std::size_t stride_bytes, Visit&& visit) {
    constexpr std::size_t kUsual = 512;
    if (stride_bytes == kUsual) return for_each_tag_apart(at, count, kUsual, visit);
    for_each_tag_apart(at, count, stride_bytes, visit);
}

/// Whether all of `count` tags that lie `stride_bytes` apart are the zero tag.
inline bool all_zero(const std::byte* at, std::uint64_t count, std::size_t stride_bytes) {
    using Words = std::uint64_t __attribute__((vector_size(BlockTag::kBytes)));
    Words bits = {0, 0};
    for_each_tag(at, count, stride_bytes, [&bits](const std::byte* tag) {
        Words words;
        std::memcpy(&words, tag, sizeof words);
        bits |= words;
    });
    return (bits[0] | bits[1]) == 0;
}

static_assert(sizeof(BlockTag) == BlockTag::kBytes);
static_assert(offsetof(BlockTag, generation) == 8 && offsetof(BlockTag, disk) == 12);

}  // namespace pvscsim
