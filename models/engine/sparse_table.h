// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/base/archive.h"

namespace pvscsim {

/// Chunks of per-block state of a disk, each covering `ChunkBlocks` blocks (a power of two), made
/// when they are first needed. Groups of 512 chunks hang off one directory, so that an untouched
/// terabyte is a few null pointers.
template <class Chunk, std::uint32_t ChunkBlocks>
class SparseTable {
    static_assert((ChunkBlocks & (ChunkBlocks - 1)) == 0);

public:
    explicit SparseTable(std::uint64_t blocks)
        : directory_(static_cast<std::size_t>((blocks + kGroupBlocks - 1) / kGroupBlocks)) {}

    static constexpr std::uint32_t index_of(std::uint64_t block) {
        return static_cast<std::uint32_t>(block % ChunkBlocks);
    }

    Chunk* find(std::uint64_t block) const {
        const Group* group = directory_[static_cast<std::size_t>(block / kGroupBlocks)].get();
        return group == nullptr ? nullptr : (*group)[chunk_of(block)].get();
    }
    Chunk& make(std::uint64_t block) {
        auto& group = directory_[static_cast<std::size_t>(block / kGroupBlocks)];
        if (!group) group = std::make_unique<Group>();
        auto& chunk = (*group)[chunk_of(block)];
        if (!chunk) chunk = std::make_unique<Chunk>();
        return *chunk;
    }
    void erase(std::uint64_t block) {
        auto& group = directory_[static_cast<std::size_t>(block / kGroupBlocks)];
        if (group) (*group)[chunk_of(block)].reset();
    }

    /// Chunks, in either direction.
    void archive(Archive& a) {
        std::uint64_t block = 0;
        bool more = true;
        if (!a.reading()) {
            for_each_chunk(
                0, directory_.size() * kGroupBlocks,
                [&](Chunk& chunk, std::uint64_t first, std::uint32_t) { a(more, first, chunk); });
            more = false;
            a(more);
            return;
        }
        for (a(more); more; a(more)) {
            a(block);
            a(make(block));
        }
    }

    /// Cuts the range where chunks begin: visit(first block, blocks) for each piece.
    template <class Visit>
    static void for_each_piece(std::uint64_t block, std::uint64_t n, Visit&& visit) {
        std::uint64_t piece = ChunkBlocks - index_of(block);
        for (; n > piece; piece = ChunkBlocks) {
            visit(block, static_cast<std::uint32_t>(piece));
            block += piece;
            n -= piece;
        }
        if (n != 0) visit(block, static_cast<std::uint32_t>(n));
    }
    /// The same for chunks that exist alone: visit(chunk, first block, blocks).
    template <class Visit>
    void for_each_chunk(std::uint64_t block, std::uint64_t n, Visit&& visit) const {
        while (n > 0) {
            const bool empty = !directory_[static_cast<std::size_t>(block / kGroupBlocks)];
            const std::uint64_t unit = empty ? kGroupBlocks : ChunkBlocks;
            const std::uint64_t piece = std::min(n, unit - block % unit);
            Chunk* chunk = empty ? nullptr : find(block);
            if (chunk != nullptr) visit(*chunk, block, static_cast<std::uint32_t>(piece));
            block += piece;
            n -= piece;
        }
    }

private:
    static constexpr std::size_t kGroupChunks = 512;
    static constexpr std::uint64_t kGroupBlocks = std::uint64_t{kGroupChunks} * ChunkBlocks;
    using Group = std::array<std::unique_ptr<Chunk>, kGroupChunks>;

    static constexpr std::size_t chunk_of(std::uint64_t block) {
        return static_cast<std::size_t>(block / ChunkBlocks % kGroupChunks);
    }

    std::vector<std::unique_ptr<Group>> directory_;
};

}  // namespace pvscsim
