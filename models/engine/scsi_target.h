// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/base/archive.h"
#include "models/engine/disk_config.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_unit_plan.h"

namespace pvscsim {

/// A SCSI target with logical units 0..luns-1. It answers for units that it does not have too:
/// INQUIRY says that nothing is there, REPORT LUNS and REQUEST SENSE are served, everything else
/// ends with LOGICAL UNIT NOT SUPPORTED [SPC-4 5.12].
class alignas(64) ScsiTarget final : public UnitDirectory {
public:
    ScsiTarget(const TargetConfig& config, std::uint8_t target);

    std::uint8_t id() const { return target_; }
    std::uint32_t luns() const { return static_cast<std::uint32_t>(units_.size()); }
    LogicalUnit& unit(std::uint8_t lun) { return units_[lun]; }
    /// Null: it is not there.
    LogicalUnit* attached_unit(std::uint8_t lun) const { return attached_[lun]; }
    bool has_unit(std::uint8_t lun) const { return attached_[lun] != nullptr; }
    /// A logical unit comes or goes; the others tell their initiators that the list has changed.
    void attach(std::uint8_t lun, bool present);

    /// As the calls of LogicalUnit; any `lun` is legal.
    void make_plan(ScsiCdb command, std::uint8_t lun, std::uint8_t initiator, ScsiPlan& plan) {
        if (LogicalUnit* const unit = attached_unit(lun); unit != nullptr) {
            unit->make_plan(command, initiator, plan);
        } else {
            plan_absent(command, initiator, plan);
        }
    }
    ScsiPlan plan(const ScsiCommand& command) {
        ScsiPlan plan;
        make_plan({command.cdb, command.cdb_bytes}, command.lun, command.initiator, plan);
        return plan;
    }
    ScsiResult execute(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer) {
        return has_unit(command.lun) ? units_[command.lun].execute(command, plan, buffer, this)
                                     : execute_absent(command, plan, buffer);
    }

    /// Of a command for any `lun`; those that the target answers for an absent unit count at unit
    /// 0.
    void task_ended(std::uint8_t lun) { units_[has_unit(lun) ? lun : 0].task_ended(); }

    /// Where units of other targets are found; null: nowhere.
    void find_others_in(UnitDirectory* others) { others_ = others; }
    LogicalUnit* find_unit(std::uint8_t target, std::uint8_t lun) override;
    /// Of a unit that is there: whether its sense data are wanted in descriptor format.
    bool descriptor_sense(std::uint8_t lun) const {
        return has_unit(lun) && units_[lun].descriptor_sense();
    }

    /// State, field by field, in either direction.
    void archive(Archive& a) {
        for (std::size_t lun = 0; lun < units_.size(); ++lun) {
            bool attached = attached_[lun] != nullptr;
            a(units_[lun], attached);
            attached_[lun] = attached ? &units_[lun] : nullptr;
        }
    }
    /// A reset of all units: each has a unit attention pending.
    void reset();

private:
    void plan_absent(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan);
    ScsiResult execute_absent(const ScsiCommand& command, const ScsiPlan& plan, DataBuffer& buffer);

    std::array<LogicalUnit*, 256> attached_{};  // by any LUN that a command may name
    std::vector<LogicalUnit> units_;
    UnitDirectory* others_ = nullptr;
    std::uint8_t target_;
};

}  // namespace pvscsim
