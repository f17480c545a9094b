// SPDX-License-Identifier: Apache-2.0
// Commands that compare what is sent with the medium: tag by tag, since of each block its tag alone
// is kept.
#include <algorithm>
#include <array>

#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

namespace {

/// The first byte in which two tags differ that are not equal.
std::uint64_t first_difference(const BlockTag& a, const BlockTag& b) {
    std::array<std::uint8_t, BlockTag::kBytes> raw_a;
    std::array<std::uint8_t, BlockTag::kBytes> raw_b;
    a.store(raw_a.data());
    b.store(raw_b.data());
    return static_cast<std::uint64_t>(
        std::mismatch(raw_a.begin(), raw_a.end(), raw_b.begin()).first - raw_a.begin());
}

BlockTag tag_of(const BlockStore& store, std::uint64_t lba) {
    std::array<std::uint8_t, BlockTag::kBytes> raw;
    store.get(lba, 1, raw.data(), raw.size());
    return BlockTag::load(raw.data());
}

}  // namespace

ScsiResult LogicalUnit::execute_verify(const ScsiCommand& command, const ScsiPlan& plan,
                                       DataBuffer& buffer) const {
    const bool one_block = (command.cdb[1] >> 1 & 0x03) == 3;
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (plan.transfer_bytes == 0 || result.overrun) return result;
    BlockTag sent{};
    for (std::uint64_t i = 0; i < plan.blocks; ++i) {
        const std::uint64_t offset = one_block ? 0 : i << block_shift_;
        if ((i == 0 || !one_block) && !buffer.read_tags(offset, identity_.block_bytes, &sent, 1)) {
            return dma_fault(offset);
        }
        const BlockTag kept = tag_of(store_, plan.lba + i);
        if (sent == kept) continue;
        return check_condition(sense::miscompare(offset + first_difference(sent, kept)),
                               result.moved_bytes);
    }
    return result;
}

// The blocks to compare with, then those to write: all of them, or none if one differs.
ScsiResult LogicalUnit::execute_compare_and_write(const ScsiPlan& plan, DataBuffer& buffer) {
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (plan.blocks == 0 || result.overrun) return result;
    std::array<BlockTag, kCompareAndWriteBlocksMax> tags;
    const auto count = static_cast<std::uint32_t>(plan.blocks);
    if (!buffer.read_tags(0, identity_.block_bytes, tags.data(), count)) return dma_fault(0);
    for (std::uint64_t i = 0; i < plan.blocks; ++i) {
        const BlockTag kept = tag_of(store_, plan.lba + i);
        if (tags[i] == kept) continue;
        return check_condition(
            sense::miscompare((i << block_shift_) + first_difference(tags[i], kept)),
            result.moved_bytes);
    }
    const std::uint64_t half = plan.blocks << block_shift_;
    if (!buffer.read_tags(half, identity_.block_bytes, tags.data(), count)) return dma_fault(half);
    if (identity_.thin_blocks != 0 && !has_space(plan.lba, plan.blocks)) {
        return check_condition(sense::no_space(), result.moved_bytes);
    }
    store_.put(plan.lba, plan.blocks, tags.data());
    if (identity_.thin_blocks != 0) watch_threshold();
    return result;
}

}  // namespace pvscsim
