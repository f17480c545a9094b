// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>

#include "models/base/archive.h"
#include "models/base/check.h"
#include "models/engine/block_tag.h"
#include "models/engine/sparse_table.h"

namespace pvscsim {

/// The medium of one logical unit: a tag for each block, in 4 bytes as long as tags stay with the
/// block and the disk that they were made for. Chunks come into being when a tag other than zero is
/// put into them; what was never written costs nothing, neither memory nor time.
class BlockStore {
public:
    explicit BlockStore(std::uint64_t capacity_blocks);

    std::uint64_t capacity_blocks() const { return capacity_blocks_; }
    /// Blocks with a tag other than zero.
    std::uint64_t allocated_blocks() const { return allocated_blocks_; }

    /// State, field by field, in either direction.
    void archive(Archive& a) { a(allocated_blocks_, disk_, disk_known_, chunks_); }

    /// Neighbouring blocks that all have tags other than zero, or all zero ones.
    struct Run {
        std::uint64_t blocks = 0;
        bool allocated = false;
    };

    // All ranges lie within the capacity.

    /// The run that begins at `lba`; of the first kScanBlocksMax of `n` blocks, 1 or more.
    Run run_at(std::uint64_t lba, std::uint64_t n) const;
    /// Blocks of the range with zero tags.
    std::uint64_t unallocated_blocks(std::uint64_t lba, std::uint64_t n) const;

    /// Stores a tag at `to` and at each `stride_bytes` behind it.
    void get(std::uint64_t lba, std::uint64_t n, void* to, std::size_t stride_bytes) const {
        PVS_CHECK(lba <= capacity_blocks_ && n <= capacity_blocks_ - lba);
        if (n == 0) return;  // which may begin at the end of the medium
        auto* const at = static_cast<std::byte*>(to);
        if (Chunks::index_of(lba) + n > kChunkBlocks) return get_pieces(lba, n, at, stride_bytes);
        get_piece(lba, static_cast<std::uint32_t>(n), at, stride_bytes);
    }
    void put(std::uint64_t lba, std::uint64_t n, const BlockTag* from);
    /// Puts the same tag into each block.
    void fill(std::uint64_t lba, std::uint64_t n, const BlockTag& tag);
    /// Puts the zero tag into each block; costs time for chunks that exist only.
    void discard(std::uint64_t lba, std::uint64_t n);

    static constexpr std::uint64_t kScanBlocksMax = 1U << 18;

private:
    static constexpr std::uint32_t kChunkBlocks = 4096;
    static constexpr std::uint32_t kForeign = 0xffffffff;

    struct Chunk {
        /// 0: the zero tag. kForeign: look into `foreign`. Else the generation of the block's own.
        std::array<std::uint32_t, kChunkBlocks> generation{};
        /// Tags of other blocks or disks, or with odd generations; there once one was put.
        std::unique_ptr<std::array<BlockTag, kChunkBlocks>> foreign;
        std::uint32_t allocated = 0;

        void archive(Archive& a) {
            bool has_foreign = foreign != nullptr;
            a(generation, allocated, has_foreign);
            if (has_foreign && !foreign) {
                foreign = std::make_unique<std::array<BlockTag, kChunkBlocks>>();
            }
            if (has_foreign) a(*foreign);
        }
    };

    using Chunks = SparseTable<Chunk, kChunkBlocks>;

    /// Of one chunk; not none.
    void get_piece(std::uint64_t lba, std::uint32_t n, std::byte* to,
                   std::size_t stride_bytes) const {
        const Chunk* const chunk = chunks_.find(lba);
        if (chunk != nullptr) return copy_tags(*chunk, lba, n, to, stride_bytes);
        for_each_tag(to, n, stride_bytes, [](std::byte* tag) { BlockTag{}.store(tag); });
    }
    void get_pieces(std::uint64_t lba, std::uint64_t n, std::byte* to,
                    std::size_t stride_bytes) const;
    BlockTag tag_of(const Chunk& chunk, std::uint64_t lba) const;
    void copy_tags(const Chunk& chunk, std::uint64_t first, std::uint32_t count, std::byte* to,
                   std::size_t stride_bytes) const;
    void put_block(Chunk& chunk, std::uint32_t index, std::uint64_t lba, const BlockTag& tag);

    std::uint64_t capacity_blocks_;
    Chunks chunks_;
    std::uint64_t allocated_blocks_ = 0;
    std::uint32_t disk_ = 0;  ///< disk number of the first tag that was put
    bool disk_known_ = false;
};

}  // namespace pvscsim
