// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/adapter_config.h"
#include "pvscsim/driver/request.h"

namespace pvscsim::driver {

/// The retry policy: whether the upper layer should submit `request` again, which has ended and
/// been tried again `retries` times already. By status: what a reset or an abort ended, what met a
/// unit attention, BUSY, TASK SET FULL, a unit that is not ready or a command aborted by the device
/// is tried `retries_max` times more; what failed otherwise would fail again.
inline bool deserves_retry(const ScsiRequest& request, std::uint32_t retries,
                           const AdapterConfig& config) noexcept {
    constexpr std::uint8_t kNotReady = 0x02;
    constexpr std::uint8_t kUnitAttention = 0x06;
    constexpr std::uint8_t kAbortedCommand = 0x0b;
    const auto key = static_cast<std::uint8_t>(request.sense[2] & 0x0f);
    switch (request.outcome) {
        case Outcome::Reset:
        case Outcome::Aborted:
        case Outcome::Busy:
            return retries < config.retries_max;
        case Outcome::CheckCondition:
            return request.sense_bytes > 2 && retries < config.retries_max &&
                   (key == kUnitAttention || key == kAbortedCommand || key == kNotReady);
        default:
            return false;
    }
}

}  // namespace pvscsim::driver
