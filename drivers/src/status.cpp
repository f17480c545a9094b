// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/detail/status.h"

#include <algorithm>

namespace pvscsim::driver::detail {
namespace {

using protocol::HostStatus;
using protocol::ScsiStatus;

Outcome outcome_of_scsi(std::uint16_t status) noexcept {
    switch (static_cast<ScsiStatus>(status & 0xffU)) {
        case ScsiStatus::Good:
        case ScsiStatus::ConditionMet:
            return Outcome::Good;
        case ScsiStatus::CheckCondition:
            return Outcome::CheckCondition;
        case ScsiStatus::Busy:
        case ScsiStatus::TaskSetFull:
            return Outcome::Busy;
        default:
            return Outcome::ScsiStatus;
    }
}

// A data run may hide a CHECK CONDITION: some devices report a failed transfer so.
Outcome outcome_of(const protocol::CompletionDescriptor& completion) noexcept {
    switch (static_cast<HostStatus>(completion.host_status)) {
        case HostStatus::Success:
        case HostStatus::LinkedCommandCompleted:
        case HostStatus::LinkedCommandCompletedWithFlag:
            return outcome_of_scsi(completion.scsi_status);
        case HostStatus::DataRun:
        case HostStatus::DataUnderrun:
            return outcome_of_scsi(completion.scsi_status) == Outcome::CheckCondition
                       ? Outcome::CheckCondition
                       : Outcome::DataOverrun;
        case HostStatus::SelectionTimeout:
            return Outcome::NoTarget;
        case HostStatus::SentReset:
        case HostStatus::ReceivedReset:
        case HostStatus::BusReset:
            return Outcome::Reset;
        case HostStatus::AbortQueue:
            return Outcome::Aborted;
        default:
            return Outcome::Failed;
    }
}

}  // namespace

// On success a data length of 0 means that the device does not tell; a length beyond the buffer is
// never believed.
void set_other_outcome(ScsiRequest& request,
                       const protocol::CompletionDescriptor& completion) noexcept {
    request.outcome = outcome_of(completion);
    const std::uint64_t moved = std::min(completion.data_bytes, request.data_bytes);
    const bool untold = request.outcome == Outcome::Good && moved == 0;
    request.residual_bytes = untold ? 0 : request.data_bytes - moved;
    if (request.outcome == Outcome::CheckCondition) {
        const auto room = static_cast<std::uint32_t>(request.sense.size());
        request.sense_bytes = std::min(completion.sense_bytes, room);
    }
}

}  // namespace pvscsim::driver::detail
