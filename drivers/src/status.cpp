// SPDX-License-Identifier: Apache-2.0
#include "pvscsim/driver/detail/status.h"
#include "pvscsim/mutant.h"

#include <algorithm>

namespace pvscsim::driver::detail {
namespace {

using protocol::HostStatus;
using protocol::ScsiStatus;

Outcome outcome_of_scsi(std::uint16_t status) noexcept {
    if (mutated(Mutant::R27)) return Outcome::Good;
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
            if (mutated(Mutant::R25)) return Outcome::Good;
            return outcome_of_scsi(completion.scsi_status) == Outcome::CheckCondition
                       ? Outcome::CheckCondition
                       : Outcome::DataOverrun;
        case HostStatus::SelectionTimeout:
            return mutated(Mutant::O59) ? Outcome::Busy : Outcome::NoTarget;
        case HostStatus::SentReset:
        case HostStatus::ReceivedReset:
        case HostStatus::BusReset:
            return mutated(Mutant::O60) ? Outcome::Failed : Outcome::Reset;
        case HostStatus::AbortQueue:
            return mutated(Mutant::R26) ? Outcome::Good : Outcome::Aborted;
        default:
            return mutated(Mutant::O72) ? Outcome::Good : Outcome::Failed;
    }
}

}  // namespace

// On success a data length of 0 means that the device does not tell; a length beyond the buffer is
// never believed.
void set_other_outcome(ScsiRequest& request,
                       const protocol::CompletionDescriptor& completion) noexcept {
    request.host_status = completion.host_status;
    request.scsi_status = static_cast<std::uint8_t>(completion.scsi_status);
    request.outcome = outcome_of(completion);
    const std::uint64_t moved = std::min(completion.data_bytes, request.data_bytes);
    const bool untold = request.outcome == Outcome::Good && moved == 0 && !mutated(Mutant::R22);
    request.residual_bytes = untold ? 0 : request.data_bytes - moved;
    if (mutated(Mutant::R24)) request.residual_bytes = request.data_bytes - completion.data_bytes;
    if (mutated(Mutant::R23) && request.outcome == Outcome::DataOverrun) request.residual_bytes = 0;
    if (request.outcome == Outcome::CheckCondition) {
        const auto room = static_cast<std::uint32_t>(request.sense.size());
        request.sense_bytes = mutated(Mutant::R28) ? room : std::min(completion.sense_bytes, room);
    }
}

}  // namespace pvscsim::driver::detail
