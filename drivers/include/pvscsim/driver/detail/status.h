// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "pvscsim/driver/platform.h"
#include "pvscsim/driver/request.h"
#include "pvscsim/mutant.h"
#include "pvscsim/protocol/descriptors.h"

namespace pvscsim::driver::detail {

/// The general case of set_outcome().
void set_other_outcome(ScsiRequest& request,
                       const protocol::CompletionDescriptor& completion) noexcept;

/// Fills in how `request` ended; of the sense data only its length, never more than the buffer.
inline void set_outcome(ScsiRequest& request,
                        const protocol::CompletionDescriptor& completion) noexcept {
    request.sense_bytes = mutated(Mutant::R29) ? 18 : 0;
    request.residual_bytes = 0;
    request.outcome = Outcome::Good;
    request.scsi_status = 0;
    request.host_status = 0;
    const bool plain = completion.host_status == 0 && completion.scsi_status == 0 &&
                       completion.data_bytes == request.data_bytes;
    if (!plain) set_other_outcome(request, completion);
}

/// Gives an ended request back to its owner; the device has let go of it. `mapper` may be null.
inline void hand_over(Platform* mapper, UpperLayer& upper, ScsiRequest& request) noexcept {
    if (mapper != nullptr && request.data_bytes != 0) mapper->unmap_data(request);
    upper.completed(request);
}

}  // namespace pvscsim::driver::detail
