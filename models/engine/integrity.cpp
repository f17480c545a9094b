// SPDX-License-Identifier: Apache-2.0
#include "models/engine/integrity.h"

#include <algorithm>

#include "models/base/check.h"

namespace pvscsim {

IntegrityChecker::IntegrityChecker(std::uint64_t capacity_blocks, std::uint32_t disk)
    : disk_(disk), chunks_(capacity_blocks) {}

std::uint32_t IntegrityChecker::next_generation() {
    PVS_CHECK(generation_ < 0xfffffffe);
    return ++generation_;
}

std::uint32_t IntegrityChecker::issue_write(std::uint64_t lba, std::uint64_t n) {
    const std::uint32_t generation = next_generation();
    Chunks::for_each_piece(lba, n, [&](std::uint64_t first, std::uint32_t count) {
        Block* block = &make_chunk(first)[Chunks::index_of(first)];
        for (Block* end = block + count; block != end; ++block) issue(*block, generation, false);
    });
    return generation;
}

std::uint32_t IntegrityChecker::issue_zero(std::uint64_t lba, std::uint64_t n) {
    const std::uint32_t generation = next_generation();
    zeroing_.push_back(Zeroing{lba, n, generation});
    chunks_.for_each_chunk(lba, n, [&](Chunk& chunk, std::uint64_t first, std::uint32_t count) {
        issue_zero_piece(chunk, first, count, generation);
    });
    return generation;
}

void IntegrityChecker::write_tags(std::uint64_t lba, std::uint64_t n, std::uint32_t generation,
                                  BlockTag* to) const {
    for (std::uint64_t i = 0; i < n; ++i) to[i] = BlockTag{lba + i, generation, disk_};
}

void IntegrityChecker::write_ended(std::uint64_t lba, std::uint64_t n, std::uint32_t generation,
                                   bool ok) {
    ++writes_ended_;
    const auto zeroing =
        std::find_if(zeroing_.begin(), zeroing_.end(),
                     [generation](const Zeroing& entry) { return entry.generation == generation; });
    if (zeroing != zeroing_.end()) zeroing_.erase(zeroing);
    chunks_.for_each_chunk(lba, n, [&](Chunk& chunk, std::uint64_t first, std::uint32_t count) {
        Block* block = &chunk[Chunks::index_of(first)];
        for (Block* end = block + count; block != end; ++block) {
            PVS_CHECK(block->state >= kOneInFlight);
            block->state -= kOneInFlight;
            if (!ok || block->low >= block->group_first) continue;
            block->low = block->group_first;
            block->low_since = writes_ended_;
            block->state = (block->state & ~kLowFlags) | (block->state >> kGroupShift & kLowFlags);
        }
    });
}

std::uint64_t IntegrityChecker::count_wrong(std::uint64_t lba, std::uint64_t n, Snapshot started,
                                            const std::byte* at, std::size_t stride_bytes) const {
    std::uint64_t wrong = 0;
    Chunks::for_each_piece(lba, n, [&](std::uint64_t first, std::uint32_t count) {
        wrong += wrong_of(chunks_.find(first), first, count, started, at, stride_bytes);
        at += count * stride_bytes;
    });
    return wrong;
}

std::uint64_t IntegrityChecker::wrong_of(const Chunk* chunk, std::uint64_t first,
                                         std::uint32_t count, Snapshot started, const std::byte* at,
                                         std::size_t stride_bytes) const {
    static constexpr Block kNeverWritten{};
    const Block* block = chunk == nullptr ? &kNeverWritten : &(*chunk)[Chunks::index_of(first)];
    std::uint64_t wrong = 0;
    for (std::uint32_t i = 0; i < count; ++i, at += stride_bytes) {
        wrong += legal(*block, first + i, started, BlockTag::load(at)) ? 0 : 1;
        if (chunk != nullptr) ++block;
    }
    return wrong;
}

void IntegrityChecker::issue(Block& block, std::uint32_t generation, bool zeroes) {
    constexpr std::uint32_t kGroupFlags = kLowFlags << kGroupShift;
    std::uint32_t state = block.state;
    if (state < kOneInFlight) {
        block.group_first = generation;
        state = (state & ~kGroupFlags) | kNeverZero << kGroupShift;
    }
    state = zeroes ? state & ~(kNeverZero | kNeverZero << kGroupShift)
                   : state | kData | kData << kGroupShift;
    block.state = state + kOneInFlight;
}

void IntegrityChecker::issue_zero_piece(Chunk& chunk, std::uint64_t first, std::uint32_t count,
                                        std::uint32_t generation) {
    Block* block = &chunk[Chunks::index_of(first)];
    for (Block* end = block + count; block != end; ++block) issue(*block, generation, true);
}

IntegrityChecker::Chunk& IntegrityChecker::make_chunk(std::uint64_t lba) {
    if (Chunk* chunk = chunks_.find(lba)) return *chunk;
    Chunk& chunk = chunks_.make(lba);
    const std::uint64_t begin = lba - Chunks::index_of(lba);
    const std::uint64_t end = begin + kChunkBlocks;
    for (const Zeroing& zeroing : zeroing_) {
        const std::uint64_t first = std::max(begin, zeroing.lba);
        const std::uint64_t past = std::min(end, zeroing.lba + zeroing.n);
        if (first >= past) continue;
        issue_zero_piece(chunk, first, static_cast<std::uint32_t>(past - first),
                         zeroing.generation);
    }
    return chunk;
}

bool IntegrityChecker::legal(const Block& block, std::uint64_t lba, Snapshot started,
                             const BlockTag& tag) const {
    const bool rose_meanwhile = block.low_since > started.writes_ended;
    if (tag.zero()) return rose_meanwhile || (block.state & kNeverZero) == 0;
    return tag.lba == lba && tag.disk == disk_ && tag.generation != 0 &&
           tag.generation <= generation_ &&
           (rose_meanwhile || (tag.generation >= block.low && (block.state & kData) != 0));
}

}  // namespace pvscsim
