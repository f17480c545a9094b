// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>

#include "models/base/sim_time.h"
#include "models/device/device_config.h"

namespace pvscsim {

/// Decides how long a completion interrupt is held back. Owns no ring, raises nothing.
class CoalescingPolicy {
public:
    virtual ~CoalescingPolicy() = default;
    /// Asked after each completion that was posted.
    /// @param pending_count  completions not yet signalled, >= 1
    /// @param in_flight      requests fetched and not yet completed
    /// @param oldest_age     age of the oldest unsignalled completion
    /// @return               zero to signal now, else how much longer to wait at the most
    virtual SimTime hold_off(std::uint32_t pending_count, std::uint32_t in_flight,
                             SimTime oldest_age) const = 0;
};

/// `config` was validated by its reader.
std::unique_ptr<CoalescingPolicy> make_coalescing(const CoalescingConfig& config);

}  // namespace pvscsim
