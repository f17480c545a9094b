// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/base/archive.h"
#include "models/engine/block_store.h"
#include "models/engine/data_buffer.h"
#include "models/engine/scsi_attention.h"
#include "models/engine/scsi_command.h"
#include "models/engine/scsi_mode.h"
#include "models/engine/scsi_reservations.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// What START STOP UNIT leaves a unit in.
enum class PowerState : std::uint8_t { Active, Idle, Standby, Stopped };

class LogicalUnit;

/// Finds units by target and LUN, for commands that reach beyond their own.
class UnitDirectory {
public:
    virtual LogicalUnit* find_unit(std::uint8_t target, std::uint8_t lun) = 0;

protected:
    ~UnitDirectory() = default;
};

/// A disk: the commands that an operating system needs of one, over a BlockStore. It knows no
/// time; a command takes two steps, and what lies between them is the caller's. docs/scsi.md says
/// what each command does.
class alignas(64) LogicalUnit {
public:
    /// A unit attention for power-on is pending for each initiator.
    explicit LogicalUnit(const UnitIdentity& identity);

    const UnitIdentity& identity() const { return identity_; }
    BlockStore& store() { return store_; }

    /// Looks at a command when it arrives: O(1), moves nothing. It takes a pending unit attention.
    void make_plan(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan);  // scsi_unit_plan.h
    /// Does it, when its service ends: moves data and changes the medium. `plan` is what
    /// make_plan() made of the same command. `directory` may be null: there are no other units.
    ScsiResult execute(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer,
                       UnitDirectory* directory = nullptr) {
        return plan.reads() ? execute_read(plan, buffer)
                            : execute_other(command, plan, buffer, directory);
    }
    /// Bytes from the first tag of the blocks of a plan, which are not none, to behind the last.
    std::uint64_t span_of(const ScsiPlan& plan) const {
        return (plan.blocks - 1) * block_bytes_ + BlockTag::kBytes;
    }
    /// In place of execute(), for a plan that reads() and whose blocks are to be put into memory
    /// at `to`, one behind the other.
    void read_into(const ScsiPlan& plan, std::byte* to) const {
        store_.get(plan.lba, plan.blocks, to, block_bytes_);
    }
    /// How the command ends if the medium fails it: nothing moved, MEDIUM ERROR.
    static ScsiResult fail(const ScsiPlan& plan);
    /// A command whose plan says so has ended, or never will.
    void task_ended() { --tasks_; }

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        a(identity_.capacity_blocks, special_, power_, threshold_passed_, tasks_, store_,
          attentions_, modes_);
        bool reserved = reservations_ != nullptr;
        a(reserved);
        if (!reserved) return;
        if (a.reading()) reservations_ = std::make_unique<Reservations>();
        a(*reservations_);
    }
    /// Reset of the unit: what is not saved is lost, each initiator is told.
    void reset();
    void attend(Attention attention) {
        attentions_.add_for_others(Attentions::kNobody, attention);
        update_special();
    }
    /// For hosts that know that the unit is new.
    void forget_attention() {
        attentions_.drop_all(0);
        update_special();
    }
    bool attention_pending(std::uint8_t initiator = 0) const {
        return attentions_.pending(initiator);
    }
    /// Told to an initiator by another way.
    void drop_attention(std::uint8_t initiator, Attention attention) {
        attentions_.drop(initiator, attention);
        update_special();
    }
    /// Sense data are wanted in descriptor format.
    bool descriptor_sense() const { return modes_.descriptor_sense(); }
    /// The unit has this many blocks from now on, at most as many as it was made with.
    void set_capacity(std::uint64_t blocks, int but_initiator = Attentions::kNobody);

private:
    // Why a command cannot be taken for granted.
    static constexpr std::uint8_t kAttentionBit = 0x01;
    static constexpr std::uint8_t kReservedBit = 0x02;
    static constexpr std::uint8_t kPowerBit = 0x04;
    static constexpr std::uint8_t kProtectedBit = 0x08;
    static constexpr std::uint8_t kDepthBit = 0x10;
    void update_special();

    // scsi_unit_plan.h
    void plan_plain(ScsiCdb command, ScsiPlan& plan) const;
    void plan_transfer(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;

    // scsi_logical_unit.cpp
    void plan_special(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan);
    void plan_hindered(ScsiCdb command, std::uint8_t initiator, const OpcodeSpec* spec,
                       ScsiPlan& plan);
    bool hindered(ScsiCdb command, std::uint8_t initiator, const OpcodeSpec& spec,
                  ScsiPlan& plan) const;
    void plan_operation(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    void plan_media(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    bool in_range(std::uint64_t lba, std::uint64_t blocks) const {
        return lba <= identity_.capacity_blocks && blocks <= identity_.capacity_blocks - lba;
    }

    // scsi_plan_media.cpp, scsi_plan_other.cpp
    void plan_write_same(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    void plan_verify(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;
    void plan_other(ScsiCdb command, const OpcodeSpec& spec, ScsiPlan& plan) const;

    // scsi_execution.cpp
    ScsiResult execute_other(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer,
                             UnitDirectory* directory);
    ScsiResult execute_read(const ScsiPlan& plan, DataBuffer& buffer) const;
    bool read_batch(const ScsiPlan& plan, std::uint64_t done, std::uint32_t count,
                    DataBuffer& buffer, ScsiResult& result) const;
    ScsiResult execute_write(const ScsiPlan& plan, DataBuffer& buffer);
    // scsi_verify.cpp
    ScsiResult execute_verify(const ScsiCommand& command, const ScsiPlan& plan,
                              DataBuffer& buffer) const;
    ScsiResult execute_compare_and_write(const ScsiPlan& plan, DataBuffer& buffer);
    // scsi_provisioning.cpp
    ScsiResult execute_write_same(const ScsiPlan& plan, DataBuffer& buffer);
    ScsiResult execute_unmap(const ScsiPlan& plan, DataBuffer& buffer);
    void lba_status(const ScsiPlan& plan, ParameterData& data) const;
    bool has_space(std::uint64_t lba, std::uint64_t blocks) const;
    void watch_threshold();
    // scsi_copy.cpp
    ScsiResult execute_copy(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer,
                            UnitDirectory* directory);
    bool writable() const { return !identity_.read_only && !modes_.write_protected(); }
    friend class CopyJob;
    // scsi_select.cpp
    ScsiResult execute_mode_select(const ScsiCommand& command, const ScsiPlan& plan,
                                   DataBuffer& buffer);
    ScsiResult execute_persistent_out(const ScsiCommand& command, const ScsiPlan& plan,
                                      DataBuffer& buffer);
    ScsiResult execute_reserve(const ScsiCommand& command, bool reserve);
    ScsiResult execute_start_stop(const ScsiCommand& command);
    // scsi_return_data.cpp
    ScsiResult return_data(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer,
                           UnitDirectory* directory);
    void request_sense(const ScsiCommand& command, ParameterData& data);
    void report_units(const ScsiCommand& command, UnitDirectory* directory, ParameterData& data);

    // What each read and write needs comes first, as far as the capacity: one cache line.
    std::uint8_t special_ = kAttentionBit;
    PowerState power_ = PowerState::Active;
    bool threshold_passed_ = false;
    std::uint8_t block_shift_;
    const std::uint32_t block_bytes_;
    BlockStore store_;
    UnitIdentity identity_;
    std::uint32_t tasks_ = 0;
    Attentions attentions_;
    ModePages modes_;
    std::unique_ptr<Reservations> reservations_;  ///< made when the first command asks for one
};

}  // namespace pvscsim
