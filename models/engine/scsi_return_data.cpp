// SPDX-License-Identifier: Apache-2.0
// Commands that return parameter data.
#include "models/engine/scsi_inquiry.h"
#include "models/engine/scsi_log.h"
#include "models/engine/scsi_logical_unit.h"
#include "models/engine/scsi_report.h"
#include "models/engine/scsi_transfer.h"

namespace pvscsim {

ScsiResult LogicalUnit::return_data(const ScsiCommand& command, const ScsiPlan& plan,
                                    DataBuffer& buffer, UnitDirectory* directory) {
    ParameterData data;
    switch (plan.operation) {
        case ScsiOperation::Inquiry:
            if ((command.cdb[1] & 0x01) != 0) {
                vital_page(identity_, command.cdb[2], data);
            } else {
                standard_inquiry(data);
            }
            break;
        case ScsiOperation::RequestSense:
            request_sense(command, data);
            break;
        case ScsiOperation::ModeSense:
            modes_.sense_data(identity_, command.cdb, data);
            break;
        case ScsiOperation::LogSense:
            log_data(identity_, command.cdb, store_.allocated_blocks(), data);
            break;
        case ScsiOperation::ReadCapacity:
            report_capacity(identity_, command.cdb[0] == 0x25, data);
            break;
        case ScsiOperation::GetLbaStatus:
            lba_status(plan, data);
            break;
        case ScsiOperation::ReportOpcodes:
            report_opcodes(identity_, command.cdb, data);
            break;
        case ScsiOperation::ReportTaskManagement:
            report_task_management((command.cdb[2] & 0x80) != 0, data);
            break;
        case ScsiOperation::PersistentIn:
            (reservations_ ? *reservations_ : Reservations{})
                .persistent_in(command.cdb[1] & kServiceActionMask, data);
            break;
        case ScsiOperation::ReceiveCopyResults:
            report_copy_parameters(identity_, data);
            break;
        default:
            report_units(command, directory, data);
    }
    return send(data, plan, buffer);
}

// Those that are there now. Whoever asks is told by the list what an attention would tell.
void LogicalUnit::report_units(const ScsiCommand& command, UnitDirectory* directory,
                               ParameterData& data) {
    constexpr std::uint8_t kWellKnownOnly = 1;  // there are none
    data.u32(0);                                // length, set below
    data.u32(0);
    for (std::uint32_t lun = 0; lun < identity_.luns; ++lun) {
        LogicalUnit* const unit =
            directory == nullptr
                ? this
                : directory->find_unit(identity_.target, static_cast<std::uint8_t>(lun));
        if (unit == nullptr) continue;
        unit->drop_attention(command.initiator, Attention::ReportedLunsChanged);
        if (command.cdb[2] != kWellKnownOnly) data.u64(std::uint64_t{lun} << 48);
    }
    data.set_u32(0, data.size() - 8);
}

// A pending unit attention first, else what keeps the unit from work, else nothing.
void LogicalUnit::request_sense(const ScsiCommand& command, ParameterData& data) {
    constexpr std::uint8_t kIdleByCommand = 0x03;
    constexpr std::uint8_t kStandbyByCommand = 0x04;
    Sense sense;
    if (attentions_.pending(command.initiator)) {
        const AttentionCode code = code_of(attentions_.take(command.initiator));
        sense = sense::unit_attention(code.asc, code.ascq);
        update_special();
    } else if (power_ == PowerState::Stopped) {
        sense = sense::stopped();
    } else if (power_ != PowerState::Active) {
        sense =
            sense::power_condition(power_ == PowerState::Idle ? kIdleByCommand : kStandbyByCommand);
    }
    const RawSense raw = sense.raw((command.cdb[1] & 0x01) != 0);
    data.append(raw.bytes.data(), raw.size);
}

}  // namespace pvscsim
