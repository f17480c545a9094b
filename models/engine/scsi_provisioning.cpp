// SPDX-License-Identifier: Apache-2.0
// Thin provisioning: a block has storage while its tag is not zero.
#include <algorithm>

#include "models/engine/big_endian.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

ScsiResult LogicalUnit::execute_write_same(const ScsiPlan& plan, DataBuffer& buffer) {
    BlockTag tag{};
    ScsiResult result = begin_transfer(plan.transfer_bytes, buffer);
    if (result.overrun) return result;
    if (plan.transfer_bytes != 0 && !buffer.read_tags(0, identity_.block_bytes, &tag, 1)) {
        return dma_fault(0);
    }
    if (identity_.thin_blocks != 0 && !tag.zero() && !has_space(plan.lba, plan.blocks)) {
        return check_condition(sense::no_space(), result.moved_bytes);
    }
    store_.fill(plan.lba, plan.blocks, tag);
    if (identity_.thin_blocks != 0) watch_threshold();
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
    if (identity_.thin_blocks != 0) watch_threshold();
    return result;
}

/// True if the pool holds what writing these blocks adds, should none of them be zero.
bool LogicalUnit::has_space(std::uint64_t lba, std::uint64_t blocks) const {
    return store_.allocated_blocks() + store_.unallocated_blocks(lba, blocks) <=
           identity_.thin_blocks;
}

/// Everybody is told when the soft threshold is passed upwards.
void LogicalUnit::watch_threshold() {
    const std::uint64_t threshold = modes_.soft_threshold_blocks(identity_);
    const bool passed = threshold != 0 && store_.allocated_blocks() >= threshold;
    if (passed && !threshold_passed_) attend(Attention::ThinSoftThreshold);
    threshold_passed_ = passed;
}

// [SBC-3, GET LBA STATUS]: runs of blocks with and without storage, as many as fit.
void LogicalUnit::lba_status(const ScsiPlan& plan, ParameterData& data) const {
    constexpr std::size_t kHeaderBytes = 8;
    constexpr std::size_t kDescriptorBytes = 16;
    constexpr std::uint64_t kDescriptorsMax = 64;
    constexpr unsigned kDeallocated = 1;
    data.zeros(kHeaderBytes);
    const std::uint64_t room =
        plan.transfer_bytes < kHeaderBytes + kDescriptorBytes
            ? 1
            : std::min(kDescriptorsMax, (plan.transfer_bytes - kHeaderBytes) / kDescriptorBytes);
    std::uint64_t lba = plan.lba;
    for (std::uint64_t i = 0; i < room && lba < identity_.capacity_blocks; ++i) {
        const BlockStore::Run run = store_.run_at(lba, identity_.capacity_blocks - lba);
        data.u64(lba);
        data.u32(static_cast<std::uint32_t>(run.blocks));
        data.u8(run.allocated ? 0 : kDeallocated);
        data.zeros(3);
        lba += run.blocks;
    }
    data.set_u32(0, data.size() - 4);
}

}  // namespace pvscsim
