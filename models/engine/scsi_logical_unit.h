// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/engine/block_store.h"
#include "models/engine/data_buffer.h"
#include "models/engine/scsi_command.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// What the next command is to be told about the unit before it is served.
struct UnitAttention {
    std::uint8_t asc = 0;
    std::uint8_t ascq = 0;
};
inline constexpr UnitAttention kResetOccurred{0x29, 0x00};
inline constexpr UnitAttention kReportedLunsChanged{0x3f, 0x0e};

/// A disk: the commands that an operating system needs of one, over a BlockStore. It knows no
/// time; a command takes two steps, and what lies between them is the caller's.
class LogicalUnit {
public:
    /// A unit attention for power-on is pending.
    explicit LogicalUnit(const UnitIdentity& identity);

    const UnitIdentity& identity() const { return identity_; }
    BlockStore& store() { return store_; }

    /// Looks at a command when it arrives: O(1), moves nothing. It takes a pending unit attention.
    ScsiPlan plan(const ScsiCommand& command);
    /// Does it, when its service ends: moves data and changes the medium. `plan` is what plan()
    /// made of the same command.
    ScsiResult execute(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer);
    /// How the command ends if the medium fails it: nothing moved, MEDIUM ERROR.
    static ScsiResult fail(const ScsiPlan& plan);

    void reset() { attend(kResetOccurred); }
    /// Replaces a unit attention that is pending.
    void attend(UnitAttention condition) {
        attention_ = condition;
        attention_pending_ = true;
    }
    /// For hosts that know that the unit is new.
    void forget_attention() { attention_pending_ = false; }
    bool attention_pending() const { return attention_pending_; }

private:
    void plan_operation(const ScsiCommand& command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    void plan_media(const ScsiCommand& command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    void plan_write_same(const ScsiCommand& command, ScsiPlan& plan) const;
    bool in_range(std::uint64_t lba, std::uint64_t blocks) const {
        return lba <= identity_.capacity_blocks && blocks <= identity_.capacity_blocks - lba;
    }

    ScsiResult execute_read(const ScsiPlan& plan, DataBuffer& buffer) const;
    ScsiResult execute_write(const ScsiPlan& plan, DataBuffer& buffer);
    ScsiResult execute_write_same(const ScsiPlan& plan, DataBuffer& buffer);
    ScsiResult execute_unmap(const ScsiPlan& plan, DataBuffer& buffer);
    ScsiResult return_data(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer);

    UnitIdentity identity_;
    std::uint32_t block_shift_;
    bool attention_pending_ = true;
    UnitAttention attention_ = kResetOccurred;
    BlockStore store_;
};

}  // namespace pvscsim
