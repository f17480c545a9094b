// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <vector>

#include "models/engine/big_endian.h"
#include "models/engine/data_buffer.h"
#include "models/engine/scsi_target.h"

namespace pvscsim {

/// A request's data buffer in plain memory, of which everything from `refused_from` on refuses
/// transfers.
class PlainBuffer final : public DataBuffer {
public:
    explicit PlainBuffer(std::uint64_t n) : DataBuffer(n), data(n, 0xee) {}

    bool read(std::uint64_t offset, void* to, std::uint64_t n) override {
        EXPECT_LE(offset + n, data.size());
        if (offset + n > refused_from) return false;
        std::memcpy(to, &data[offset], n);
        return true;
    }
    bool write(std::uint64_t offset, const void* from, std::uint64_t n) override {
        EXPECT_LE(offset + n, data.size());
        if (offset + n > refused_from) return false;
        std::memcpy(&data[offset], from, n);
        return true;
    }
    bool read_tags(std::uint64_t offset, std::uint32_t stride_bytes, BlockTag* to,
                   std::uint32_t count) override {
        EXPECT_LE(offset + std::uint64_t{stride_bytes} * count, data.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t at = offset + std::uint64_t{i} * stride_bytes;
            if (at + stride_bytes > refused_from) return false;
            to[i] = BlockTag::load(&data[at]);
        }
        return true;
    }
    bool write_tags(std::uint64_t offset, std::uint32_t stride_bytes, const BlockTag* from,
                    std::uint32_t count) override {
        EXPECT_LE(offset + std::uint64_t{stride_bytes} * count, data.size());
        for (std::uint32_t i = 0; i < count; ++i) {
            const std::uint64_t at = offset + std::uint64_t{i} * stride_bytes;
            if (at + stride_bytes > refused_from) return false;
            from[i].store(&data[at]);
        }
        return true;
    }

    /// Every way but the direct one, which needs no refusals.
    std::byte* direct_tags(std::uint64_t, std::uint32_t, std::uint32_t&, bool) override {
        return nullptr;
    }

    BlockTag tag_at(std::uint64_t offset) const { return BlockTag::load(&data[offset]); }
    void put_tag(std::uint64_t offset, const BlockTag& tag) { tag.store(&data[offset]); }

    std::vector<std::uint8_t> data;
    std::uint64_t refused_from = std::numeric_limits<std::uint64_t>::max();
};

inline ScsiCommand command_of(std::initializer_list<unsigned> cdb, std::uint64_t buffer_bytes = 0,
                              std::uint8_t lun = 0) {
    ScsiCommand command;
    for (const unsigned byte : cdb) {
        command.cdb[command.cdb_bytes++] = static_cast<std::uint8_t>(byte);
    }
    command.lun = lun;
    command.buffer_bytes = buffer_bytes;
    return command;
}

/// A READ or WRITE of 10 bytes: opcode 0x28 or 0x2a.
inline ScsiCommand transfer_10(unsigned opcode, std::uint32_t lba, unsigned blocks,
                               std::uint64_t buffer_bytes) {
    ScsiCommand command = command_of({opcode, 0, 0, 0, 0, 0, 0, 0, 0, 0}, buffer_bytes);
    store_be32(&command.cdb[2], lba);
    store_be16(&command.cdb[7], static_cast<std::uint16_t>(blocks));
    return command;
}

/// A target whose power-on attention has been taken.
class ScsiHarness : public ::testing::Test {
protected:
    static constexpr std::uint64_t kCapacityBlocks = 10000;

    static TargetConfig config() {
        TargetConfig config;
        config.luns = 2;
        config.capacity_blocks = kCapacityBlocks;
        config.block_bytes = 512;
        config.thin = true;
        return config;
    }
    explicit ScsiHarness(const TargetConfig& config = ScsiHarness::config()) : target(config, 5) {
        for (std::uint32_t lun = 0; lun < config.luns; ++lun) unit(lun).forget_attention();
    }

    LogicalUnit& unit(std::uint32_t lun = 0) { return target.unit(static_cast<std::uint8_t>(lun)); }
    /// Plans and executes, as the device does without a storage in between.
    ScsiResult run(const ScsiCommand& command, PlainBuffer& buffer) {
        return target.execute(command, target.plan(command), buffer);
    }
    ScsiResult run(const ScsiCommand& command) {
        PlainBuffer none(0);
        return run(command, none);
    }
    /// Runs a command that returns parameter data into a buffer of just its transfer length.
    std::vector<std::uint8_t> data_of(const ScsiCommand& command) {
        const ScsiPlan plan = target.plan(command);
        EXPECT_FALSE(plan.decided);
        EXPECT_EQ(plan.op, MediaOp::None);
        PlainBuffer buffer(plan.transfer_bytes);
        const ScsiResult result = target.execute(command, plan, buffer);
        EXPECT_EQ(result.status, kStatusGood);
        EXPECT_FALSE(result.overrun);
        buffer.data.resize(result.moved_bytes);
        return buffer.data;
    }
    /// The sense of a command that its plan refuses.
    Sense refusal_of(const ScsiCommand& command) {
        const ScsiPlan plan = target.plan(command);
        EXPECT_TRUE(plan.decided);
        EXPECT_EQ(plan.status, kStatusCheckCondition);
        EXPECT_EQ(plan.op, MediaOp::None);
        PlainBuffer buffer(command.buffer_bytes);
        const ScsiResult result = target.execute(command, plan, buffer);
        EXPECT_EQ(result.status, kStatusCheckCondition);
        EXPECT_EQ(result.moved_bytes, 0U);
        EXPECT_FALSE(result.overrun);
        EXPECT_EQ(result.sense, plan.sense);
        return result.sense;
    }
    BlockTag medium(std::uint64_t lba) {
        BlockTag tag;
        unit().store().get(lba, 1, &tag, BlockTag::kBytes);
        return tag;
    }
    /// Writes tags {lba, generation, disk 9} into `n` blocks of the medium.
    void mark(std::uint64_t lba, std::uint64_t n, std::uint32_t generation) {
        for (std::uint64_t i = lba; i < lba + n; ++i) {
            const BlockTag tag{i, generation, 9};
            unit().store().put(i, 1, &tag);
        }
    }

    ScsiTarget target;
};

}  // namespace pvscsim
