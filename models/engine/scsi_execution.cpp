// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_inquiry.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_mode.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

namespace {

/// Blocks that are moved at a time; their tags lie on the stack.
constexpr std::uint32_t kBatchBlocks = 64;
/// The same where memory is reached directly.
constexpr std::uint32_t kDirectBlocks = 1U << 20;

ScsiResult check_condition(const Sense& sense, std::uint64_t moved_bytes) {
    ScsiResult result;
    result.status = kStatusCheckCondition;
    result.sense = sense;
    result.moved_bytes = moved_bytes;
    return result;
}

/// The blocks of a batch that failed as a whole are moved one by one, to find how many can be.
template <class MoveBlock>
ScsiResult move_until_fault(std::uint64_t offset, std::uint32_t block_bytes, std::uint32_t count,
                            MoveBlock&& move) {
    std::uint32_t moved = 0;
    while (moved + 1 < count && move(offset + std::uint64_t{moved} * block_bytes, moved)) ++moved;
    return dma_fault(offset + std::uint64_t{moved} * block_bytes);
}

void capacity_data(const UnitIdentity& unit, bool is_ten, ParameterData& data) {
    const std::uint64_t last_lba = unit.capacity_blocks - 1;
    if (is_ten) {
        // All ones: ask again with READ CAPACITY(16).
        data.u32(static_cast<std::uint32_t>(std::min<std::uint64_t>(last_lba, 0xffffffff)));
        data.u32(unit.block_bytes);
        return;
    }
    constexpr std::uint8_t kThinReadsZero = 0xc0;  // LBPME, LBPRZ
    data.u64(last_lba);
    data.u32(unit.block_bytes);
    data.u8(0);  // no protection
    data.u8(0);  // a logical block is a physical one
    data.u8(unit.thin ? kThinReadsZero : 0);
    data.zeros(17);
}

void lun_list(const UnitIdentity& unit, std::uint8_t select, ParameterData& data) {
    constexpr std::uint8_t kWellKnownOnly = 1;  // there are none
    const std::uint32_t luns = select == kWellKnownOnly ? 0 : unit.luns;
    data.u32(luns * 8);
    data.u32(0);
    for (std::uint32_t lun = 0; lun < luns; ++lun) data.u64(std::uint64_t{lun} << 48);
}

}  // namespace

ScsiResult LogicalUnit::execute(const ScsiCommand& command, const ScsiPlan& plan,
                                DataBuffer& buffer) {
    if (plan.decided) {
        ScsiResult result;
        result.status = plan.status;
        result.sense = plan.sense;
        return result;
    }
    switch (plan.operation) {
        case ScsiOperation::Read:
            return execute_read(plan, buffer);
        case ScsiOperation::Write:
            return execute_write(plan, buffer);
        case ScsiOperation::WriteSame:
            return execute_write_same(plan, buffer);
        case ScsiOperation::Unmap:
            return execute_unmap(plan, buffer);
        case ScsiOperation::TestUnitReady:
        case ScsiOperation::SynchronizeCache:
            return ScsiResult{};
        default:
            return return_data(command, plan, buffer);
    }
}

ScsiResult LogicalUnit::execute_read(const ScsiPlan& plan, DataBuffer& buffer) const {
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    const std::uint64_t whole_blocks = result.moved_bytes >> block_shift_;
    std::array<BlockTag, kBatchBlocks> tags;
    for (std::uint64_t done = 0; done < whole_blocks;) {
        auto count =
            static_cast<std::uint32_t>(std::min<std::uint64_t>(kDirectBlocks, whole_blocks - done));
        const std::uint64_t offset = done << block_shift_;
        if (std::byte* to = buffer.direct_tags(offset, identity_.block_bytes, count, true);
            to != nullptr) {
            store_.get(plan.lba + done, count, to, identity_.block_bytes);
            done += count;
            continue;
        }
        count = std::min(kBatchBlocks, count);
        store_.get(plan.lba + done, count, tags.data(), BlockTag::kBytes);
        // From the medium's byte order to the host's, in place.
        for (std::uint32_t i = 0; i < count; ++i) tags[i] = BlockTag::load(&tags[i]);
        if (!buffer.write_tags(offset, identity_.block_bytes, tags.data(), count)) {
            return move_until_fault(
                offset, identity_.block_bytes, count, [&](std::uint64_t at, std::uint32_t i) {
                    return buffer.write_tags(at, identity_.block_bytes, &tags[i], 1);
                });
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

ScsiResult LogicalUnit::execute_write(const ScsiPlan& plan, DataBuffer& buffer) {
    // Blocks that the buffer holds in part are transferred, but the medium takes whole ones only.
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    const std::uint64_t whole_blocks = result.moved_bytes >> block_shift_;
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
    return result;
}

ScsiResult LogicalUnit::execute_write_same(const ScsiPlan& plan, DataBuffer& buffer) {
    BlockTag tag{};
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun) return result;
    if (plan.transfer_bytes != 0 && !buffer.read_tags(0, identity_.block_bytes, &tag, 1)) {
        return dma_fault(0);
    }
    store_.fill(plan.lba, plan.blocks, tag);
    return result;
}

ScsiResult LogicalUnit::execute_unmap(const ScsiPlan& plan, DataBuffer& buffer) {
    // Header: length of all that follows its two bytes, length of the descriptors. Then
    // descriptors: first block, number of blocks, reserved. None is applied if one is wrong.
    constexpr std::size_t kHeaderBytes = 8;
    constexpr std::size_t kDescriptorBytes = 16;
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun || plan.transfer_bytes == 0) return result;
    if (plan.transfer_bytes < kHeaderBytes) {
        return check_condition(sense::parameter_list_length(), result.moved_bytes);
    }
    std::array<std::uint8_t, kHeaderBytes + kUnmapDescriptorsMax * kDescriptorBytes> list;
    const std::uint64_t list_bytes = std::min<std::uint64_t>(list.size(), plan.transfer_bytes);
    if (!buffer.read(0, list.data(), list_bytes)) return dma_fault(0);
    const std::size_t described_bytes = load_be16(&list[2]);
    if (kHeaderBytes + described_bytes > plan.transfer_bytes) {
        return check_condition(sense::parameter_list_length(), result.moved_bytes);
    }
    const std::size_t descriptors = described_bytes / kDescriptorBytes;
    if (descriptors > kUnmapDescriptorsMax) {
        return check_condition(sense::invalid_parameter_field(2), result.moved_bytes);
    }
    for (const bool apply : {false, true}) {
        for (std::size_t i = 0; i < descriptors; ++i) {
            const std::uint8_t* descriptor = &list[kHeaderBytes + i * kDescriptorBytes];
            const std::uint64_t lba = load_be64(descriptor);
            const std::uint32_t blocks = load_be32(descriptor + 8);
            if (apply) {
                store_.discard(lba, blocks);
            } else if (!in_range(lba, blocks)) {
                return check_condition(sense::lba_out_of_range(), result.moved_bytes);
            }
        }
    }
    return result;
}

ScsiResult LogicalUnit::return_data(const ScsiCommand& command, const ScsiPlan& plan,
                                    DataBuffer& buffer) {
    ParameterData data;
    switch (plan.operation) {
        case ScsiOperation::Inquiry:
            if ((command.cdb[1] & 0x01) != 0) {
                vital_page(identity_, command.cdb[2], data);
            } else {
                standard_inquiry(data);
            }
            break;
        case ScsiOperation::RequestSense: {
            Sense sense;  // nothing to report
            if (attention_pending_) sense = sense::unit_attention(attention_.asc, attention_.ascq);
            attention_pending_ = false;
            data.append(sense.fixed_format().data(), kSenseBytes);
            break;
        }
        case ScsiOperation::ModeSense:
            mode_data(identity_, command.cdb, data);
            break;
        case ScsiOperation::ReadCapacity:
            capacity_data(identity_, command.cdb[0] == 0x25, data);
            break;
        default:
            lun_list(identity_, command.cdb[2], data);
    }
    return send(data, plan, buffer);
}

ScsiResult LogicalUnit::fail(const ScsiPlan& plan) {
    return check_condition(
        plan.op == MediaOp::Read ? sense::read_error(plan.lba) : sense::write_error(plan.lba), 0);
}

}  // namespace pvscsim
