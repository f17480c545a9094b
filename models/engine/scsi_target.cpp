// SPDX-License-Identifier: Apache-2.0
#include "models/engine/scsi_target.h"

#include <algorithm>

#include "models/base/check.h"
#include "models/engine/big_endian.h"
#include "models/engine/scsi_inquiry.h"
#include "models/engine/scsi_plan.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

ScsiTarget::ScsiTarget(const TargetConfig& config, std::uint8_t target) : target_(target) {
    PVS_CHECK(config.luns >= 1 && config.luns <= 255);
    units_.reserve(config.luns);
    for (std::uint32_t lun = 0; lun < config.luns; ++lun) {
        UnitIdentity identity;
        identity.target = target;
        identity.lun = static_cast<std::uint8_t>(lun);
        identity.luns = config.luns;
        identity.capacity_blocks = config.capacity_blocks;
        identity.block_bytes = config.block_bytes;
        identity.thin = config.thin;
        identity.read_only = config.read_only;
        identity.physical_exponent = static_cast<std::uint8_t>(config.physical_exponent);
        identity.lowest_aligned_block = static_cast<std::uint16_t>(config.lowest_aligned_block);
        identity.queue_depth = config.lun_queue_depth;
        identity.thin_blocks = config.thin_blocks;
        attached_[lun] = &units_.emplace_back(identity);
    }
}

LogicalUnit* ScsiTarget::find_unit(std::uint8_t target, std::uint8_t lun) {
    if (target == target_) return has_unit(lun) ? &units_[lun] : nullptr;
    return others_ == nullptr ? nullptr : others_->find_unit(target, lun);
}

void ScsiTarget::attach(std::uint8_t lun, bool present) {
    attached_[lun] = present ? &units_[lun] : nullptr;
    for (std::uint8_t other = 0; other < units_.size(); ++other) {
        if (other != lun && has_unit(other)) units_[other].attend(kReportedLunsChanged);
    }
    if (present) units_[lun].reset();
}

void ScsiTarget::reset() {
    for (LogicalUnit& unit : units_) unit.reset();
}

void ScsiTarget::plan_absent(ScsiCdb command, std::uint8_t initiator, ScsiPlan& plan) {
    plan = ScsiPlan{};
    const OpcodeSpec* spec = find_opcode(command.cdb[0], command.cdb[1]);
    if (spec == nullptr || spec->reports_attention) {
        return refuse(plan, sense::unit_not_supported());
    }
    // The list of units is the same whichever unit is asked.
    if (spec->operation == ScsiOperation::ReportLuns) {
        return units_[0].make_plan(command, initiator, plan);
    }
    if (!check_form(command, spec, plan)) return;
    if (spec->operation == ScsiOperation::RequestSense) {
        plan.transfer_bytes = command.cdb[4];
    } else if (command.cdb[1] != 0) {
        refuse(plan, sense::invalid_cdb_field(1, 0));  // no product data of nothing
    } else if (command.cdb[2] != 0) {
        refuse(plan, sense::invalid_cdb_field(2));
    } else {
        plan.transfer_bytes = load_be16(&command.cdb[3]);
    }
}

ScsiResult ScsiTarget::execute_absent(const ScsiCommand& command, const ScsiPlan& plan,
                                      DataBuffer& buffer) {
    if (plan.decided || plan.operation == ScsiOperation::ReportLuns) {
        return units_[0].execute(command, plan, buffer, this);
    }
    ParameterData data;
    if (plan.operation == ScsiOperation::Inquiry) {
        absent_inquiry(data);
    } else {
        const RawSense raw = sense::unit_not_supported().raw((command.cdb[1] & 0x01) != 0);
        data.append(raw.bytes.data(), raw.size);
    }
    return send(data, plan, buffer);
}

}  // namespace pvscsim
