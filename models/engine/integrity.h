// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/engine/block_tag.h"
#include "models/engine/sparse_table.h"

namespace pvscsim {

/// The guest's memory of what it wrote to one logical unit: says for every block read whether the
/// tag found there is one that a correct device can return.
///
/// Method: writes are numbered. For each block the legal ones begin at a number `low`, which rises
/// when a write succeeds, to the first write of the group of overlapping ones it belongs to:
/// whatever ended before that group began has been overwritten. A write that failed raises nothing,
/// so both contents stay legal. A block whose `low` rose after a read began is checked for its
/// place alone. So there are no false alarms, and the check is exact for blocks that are not
/// written at the time.
class IntegrityChecker {
public:
    /// What a read must remember of the moment at which it was submitted.
    struct Snapshot {
        std::uint32_t writes_ended = 0;
    };

    /// `disk` is the number that tags of this unit carry.
    IntegrityChecker(std::uint64_t capacity_blocks, std::uint32_t disk);

    // Ranges lie within the capacity, and are those of the request in all calls about it.

    /// A write is about to be submitted: returns its generation, 1 or more. A unit serves
    /// 2^32 - 2 writes, write-zeroes and discards.
    std::uint32_t issue_write(std::uint64_t lba, std::uint64_t n);
    /// A discard or write-zeroes is about to be submitted. The device is taken at its word that
    /// discarded blocks read as zero.
    std::uint32_t issue_zero(std::uint64_t lba, std::uint64_t n);
    /// The tags that a write is to carry.
    void write_tags(std::uint64_t lba, std::uint64_t n, std::uint32_t generation,
                    BlockTag* to) const;
    /// A write, discard or write-zeroes has ended. Not `ok` means that it was carried out in
    /// full, in part or not at all, but will not be from now on.
    void write_ended(std::uint64_t lba, std::uint64_t n, std::uint32_t generation, bool ok);

    /// A read is about to be submitted.
    Snapshot read_started() const { return Snapshot{writes_ended_}; }
    /// A read has ended well, and found a tag at `data` and each `stride_bytes` behind it: returns
    /// how many blocks are wrong.
    std::uint64_t check_read(std::uint64_t lba, std::uint64_t n, Snapshot started, const void* data,
                             std::size_t stride_bytes) const {
        const auto* const at = static_cast<const std::byte*>(data);
        // Most reads are of blocks that were never written.
        const bool within = n - 1 < kChunkBlocks - Chunks::index_of(lba);  // and not none
        const bool unwritten = within && chunks_.find(lba) == nullptr;
        if (unwritten && all_zero(at, n, stride_bytes)) return 0;
        return count_wrong(lba, n, started, at, stride_bytes);
    }

private:
    static constexpr std::uint32_t kChunkBlocks = 1024;

    /// 16 bytes, since a random write touches eight of them that are in no cache. All zero: never
    /// written.
    struct Block {
        std::uint32_t low = 0;          ///< first legal generation, for reads that begin now
        std::uint32_t low_since = 0;    ///< value of writes_ended_ when `low` rose
        std::uint32_t group_first = 0;  ///< first generation of the group in flight
        std::uint32_t state = 0;        ///< four flags, then the number of those in flight
    };
    // Flags: what the generations from `low` on can have left, and the same of the group in flight.
    static constexpr std::uint32_t kData = 0x1;
    static constexpr std::uint32_t kNeverZero = 0x2;
    static constexpr std::uint32_t kLowFlags = kData | kNeverZero;
    static constexpr std::uint32_t kGroupShift = 2;
    static constexpr std::uint32_t kOneInFlight = 0x10;
    using Chunk = std::array<Block, kChunkBlocks>;
    using Chunks = SparseTable<Chunk, kChunkBlocks>;

    /// A discard or write-zeroes in flight: chunks that come into being must know of it.
    struct Zeroing {
        std::uint64_t lba;
        std::uint64_t n;
        std::uint32_t generation;
    };

    std::uint32_t next_generation();
    static void issue(Block& block, std::uint32_t generation, bool zeroes);
    static void issue_zero_piece(Chunk& chunk, std::uint64_t first, std::uint32_t count,
                                 std::uint32_t generation);
    Chunk& make_chunk(std::uint64_t lba);
    std::uint64_t count_wrong(std::uint64_t lba, std::uint64_t n, Snapshot started,
                              const std::byte* at, std::size_t stride_bytes) const;
    std::uint64_t wrong_of(const Chunk* chunk, std::uint64_t first, std::uint32_t count,
                           Snapshot started, const std::byte* at, std::size_t stride_bytes) const;
    bool legal(const Block& block, std::uint64_t lba, Snapshot started, const BlockTag& tag) const;

    std::uint32_t disk_;
    std::uint32_t generation_ = 0;
    std::uint32_t writes_ended_ = 0;
    std::vector<Zeroing> zeroing_;  ///< in the order of issue
    Chunks chunks_;
};

}  // namespace pvscsim
