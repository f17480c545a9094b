// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

namespace {

/// Blocks that are moved at a time where memory is reached directly.
constexpr std::uint32_t kDirectBlocks = 1U << 20;

/// The blocks of a batch that failed as a whole are moved one by one, to find how many can be.
template <class MoveBlock>
ScsiResult move_until_fault(std::uint64_t offset, std::uint32_t block_bytes, std::uint32_t count,
                            MoveBlock&& move) {
    std::uint32_t moved = 0;
    while (moved + 1 < count && move(offset + std::uint64_t{moved} * block_bytes, moved)) ++moved;
    return dma_fault(offset + std::uint64_t{moved} * block_bytes);
}

}  // namespace

ScsiResult LogicalUnit::execute_other(const ScsiCommand& command, const ScsiPlan& plan,
                                      DataBuffer& buffer, UnitDirectory* directory) {
    if (plan.decided) {
        ScsiResult result;
        result.status = plan.status;
        result.sense = plan.sense;
        return result;
    }
    switch (plan.operation) {
        case ScsiOperation::Write:
        case ScsiOperation::WriteAndVerify:
            return execute_write(plan, buffer);
        case ScsiOperation::WriteSame:
            return execute_write_same(plan, buffer);
        case ScsiOperation::Unmap:
            return execute_unmap(plan, buffer);
        case ScsiOperation::Verify:
            return execute_verify(command, plan, buffer);
        case ScsiOperation::CompareAndWrite:
            return execute_compare_and_write(plan, buffer);
        case ScsiOperation::ExtendedCopy:
            return execute_copy(command, plan, buffer, directory);
        case ScsiOperation::ModeSelect:
            return execute_mode_select(command, plan, buffer);
        case ScsiOperation::PersistentOut:
            return execute_persistent_out(command, plan, buffer);
        case ScsiOperation::ReserveUnit:
        case ScsiOperation::ReleaseUnit:
            return execute_reserve(command, plan.operation == ScsiOperation::ReserveUnit);
        case ScsiOperation::StartStop:
            return execute_start_stop(command);
        case ScsiOperation::PreFetch: {
            ScsiResult result;
            result.status = kStatusConditionMet;  // what was asked for is in the cache
            return result;
        }
        case ScsiOperation::TestUnitReady:
        case ScsiOperation::SynchronizeCache:
        case ScsiOperation::SendDiagnostic:
            return ScsiResult{};
        default:
            return return_data(command, plan, buffer, directory);
    }
}

ScsiResult LogicalUnit::execute_read(const ScsiPlan& plan, DataBuffer& buffer) const {
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    const std::uint64_t whole_blocks = result.moved_bytes >> block_shift_;
    const std::uint32_t block_bytes = std::uint32_t{1} << block_shift_;
    for (std::uint64_t done = 0; done < whole_blocks;) {
        auto count =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(kDirectBlocks, whole_blocks - done));
        if (std::byte* to = buffer.direct_tags(done << block_shift_, block_bytes, count, true);
            to != nullptr) {
            store_.get(plan.lba + done, count, to, block_bytes);
        } else {
            count = std::min(kBatchBlocks, count);
            if (!read_batch(plan, done, count, buffer, result)) return result;
        }
        done += count;
    }
    const std::uint64_t whole_bytes = whole_blocks << block_shift_;
    if (result.moved_bytes != whole_bytes) {
        // A buffer that ends within a block gets that block's beginning.
        std::array<std::uint8_t, BlockTag::kBytes> bytes;
        store_.get(plan.lba + whole_blocks, 1, bytes.data(), BlockTag::kBytes);
        const auto rest = std::min<std::uint64_t>(bytes.size(), result.moved_bytes - whole_bytes);
        if (!buffer.write(whole_bytes, bytes.data(), rest)) return dma_fault(whole_bytes);
    }
    return result;
}

// At most kBatchBlocks blocks, where memory is not reached directly.
bool LogicalUnit::read_batch(const ScsiPlan& plan, std::uint64_t done, std::uint32_t count,
                             DataBuffer& buffer, ScsiResult& result) const {
    std::array<BlockTag, kBatchBlocks> tags;
    store_.get(plan.lba + done, count, tags.data(), BlockTag::kBytes);
    // From the medium's byte order to the host's, in place.
    for (std::uint32_t i = 0; i < count; ++i) tags[i] = BlockTag::load(&tags[i]);
    const std::uint64_t offset = done << block_shift_;
    if (buffer.write_tags(offset, identity_.block_bytes, tags.data(), count)) return true;
    result = move_until_fault(offset, identity_.block_bytes, count,
                              [&](std::uint64_t at, std::uint32_t i) {
                                  return buffer.write_tags(at, identity_.block_bytes, &tags[i], 1);
                              });
    return false;
}

ScsiResult LogicalUnit::execute_write(const ScsiPlan& plan, DataBuffer& buffer) {
    // Blocks that the buffer holds in part are transferred, but the medium takes whole ones only.
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    const std::uint64_t whole_blocks = result.moved_bytes >> block_shift_;
    if (identity_.thin_blocks != 0 && !has_space(plan.lba, whole_blocks)) {
        return check_condition(sense::no_space(), 0);
    }
    std::array<BlockTag, kBatchBlocks> tags;
    for (std::uint64_t done = 0; done < whole_blocks;) {
        const auto count =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(kBatchBlocks, whole_blocks - done));
        const std::uint64_t offset = done << block_shift_;
        if (!buffer.read_tags(offset, identity_.block_bytes, tags.data(), count)) {
            return move_until_fault(
                offset, identity_.block_bytes, count, [&](std::uint64_t at, std::uint32_t i) {
                    if (!buffer.read_tags(at, identity_.block_bytes, tags.data(), 1)) return false;
                    store_.put(plan.lba + done + i, 1, tags.data());
                    return true;
                });
        }
        store_.put(plan.lba + done, count, tags.data());
        done += count;
    }
    if (identity_.thin_blocks != 0) watch_threshold();
    return result;
}

ScsiResult LogicalUnit::fail(const ScsiPlan& plan) {
    return check_condition(
        plan.op == MediaOp::Read ? sense::read_error(plan.lba) : sense::write_error(plan.lba), 0);
}

}  // namespace pvscsim
