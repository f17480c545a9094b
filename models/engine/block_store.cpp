// SPDX-License-Identifier: Apache-2.0
#include "models/engine/block_store.h"

#include <algorithm>

#include "models/base/check.h"

namespace pvscsim {

BlockStore::BlockStore(std::uint64_t capacity_blocks)
    : capacity_blocks_(capacity_blocks), chunks_(capacity_blocks) {}

BlockTag BlockStore::tag_of(const Chunk& chunk, std::uint64_t lba) const {
    const std::uint32_t at = Chunks::index_of(lba);
    const std::uint32_t generation = chunk.generation[at];
    if (generation == 0) return {};
    return generation == kForeign ? (*chunk.foreign)[at] : BlockTag{lba, generation, disk_};
}

void BlockStore::get_pieces(std::uint64_t lba, std::uint64_t n, std::byte* to,
                            std::size_t stride_bytes) const {
    Chunks::for_each_piece(lba, n, [&](std::uint64_t first, std::uint32_t count) {
        get_piece(first, count, to, stride_bytes);
        to += count * stride_bytes;
    });
}

void BlockStore::copy_tags(const Chunk& chunk, std::uint64_t first, std::uint32_t count,
                           std::byte* to, std::size_t stride_bytes) const {
    for (std::uint32_t i = 0; i < count; ++i, to += stride_bytes) {
        tag_of(chunk, first + i).store(to);
    }
}

BlockStore::Run BlockStore::run_at(std::uint64_t lba, std::uint64_t n) const {
    PVS_CHECK(n >= 1 && lba < capacity_blocks_ && n <= capacity_blocks_ - lba);
    Run run;
    const Chunk* first_chunk = chunks_.find(lba);
    run.allocated = first_chunk != nullptr && first_chunk->generation[Chunks::index_of(lba)] != 0;
    bool goes_on = true;
    Chunks::for_each_piece(
        lba, std::min(n, kScanBlocksMax), [&](std::uint64_t first, std::uint32_t count) {
            const Chunk* chunk = goes_on ? chunks_.find(first) : nullptr;
            if (chunk == nullptr) {
                goes_on = goes_on && !run.allocated;
                if (goes_on) run.blocks += count;
                return;
            }
            const std::uint32_t* generation = &chunk->generation[Chunks::index_of(first)];
            std::uint32_t same = 0;
            while (same < count && (generation[same] != 0) == run.allocated) ++same;
            run.blocks += same;
            goes_on = same == count;
        });
    return run;
}

std::uint64_t BlockStore::unallocated_blocks(std::uint64_t lba, std::uint64_t n) const {
    std::uint64_t zeros = n;
    chunks_.for_each_chunk(lba, n, [&](Chunk& chunk, std::uint64_t first, std::uint32_t count) {
        for (std::uint32_t i = 0; i < count; ++i) {
            if (chunk.generation[Chunks::index_of(first) + i] != 0) --zeros;
        }
    });
    return zeros;
}

void BlockStore::put(std::uint64_t lba, std::uint64_t n, const BlockTag* from) {
    PVS_CHECK(lba <= capacity_blocks_ && n <= capacity_blocks_ - lba);
    Chunks::for_each_piece(lba, n, [&](std::uint64_t first, std::uint32_t count) {
        Chunk* chunk = chunks_.find(first);
        for (std::uint32_t i = 0; i < count; ++i) {
            if (chunk == nullptr) {
                if (from[i].zero()) continue;
                chunk = &chunks_.make(first);
            }
            put_block(*chunk, Chunks::index_of(first) + i, first + i, from[i]);
        }
        from += count;
    });
}

void BlockStore::fill(std::uint64_t lba, std::uint64_t n, const BlockTag& tag) {
    if (tag.zero()) return discard(lba, n);
    PVS_CHECK(lba <= capacity_blocks_ && n <= capacity_blocks_ - lba);
    Chunks::for_each_piece(lba, n, [&](std::uint64_t first, std::uint32_t count) {
        Chunk& chunk = chunks_.make(first);
        for (std::uint32_t i = 0; i < count; ++i) {
            put_block(chunk, Chunks::index_of(first) + i, first + i, tag);
        }
    });
}

void BlockStore::discard(std::uint64_t lba, std::uint64_t n) {
    PVS_CHECK(lba <= capacity_blocks_ && n <= capacity_blocks_ - lba);
    chunks_.for_each_chunk(lba, n, [&](Chunk& chunk, std::uint64_t first, std::uint32_t count) {
        if (count == kChunkBlocks) {
            allocated_blocks_ -= chunk.allocated;
            chunks_.erase(first);
            return;
        }
        for (std::uint32_t i = 0; i < count; ++i) {
            put_block(chunk, Chunks::index_of(first) + i, first + i, BlockTag{});
        }
    });
}

void BlockStore::put_block(Chunk& chunk, std::uint32_t index, std::uint64_t lba,
                           const BlockTag& tag) {
    std::uint32_t& generation = chunk.generation[index];
    const bool was_allocated = generation != 0;
    if (!disk_known_ && !tag.zero()) {
        disk_known_ = true;
        disk_ = tag.disk;
    }
    if (tag.zero()) {
        generation = 0;
    } else if (tag.lba == lba && tag.disk == disk_ && tag.generation != 0 &&
               tag.generation != kForeign) {
        generation = tag.generation;
    } else {
        if (!chunk.foreign) {
            chunk.foreign = std::make_unique<std::array<BlockTag, kChunkBlocks>>();
        }
        (*chunk.foreign)[index] = tag;
        generation = kForeign;
    }
    const std::uint32_t change = std::uint32_t{generation != 0} - std::uint32_t{was_allocated};
    chunk.allocated += change;
    allocated_blocks_ +=
        static_cast<std::uint64_t>(generation != 0) - static_cast<std::uint64_t>(was_allocated);
}

}  // namespace pvscsim
