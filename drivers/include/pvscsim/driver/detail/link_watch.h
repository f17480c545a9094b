// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "pvscsim/driver/detail/timer_wheel.h"

namespace pvscsim::driver::detail {

/// When the link's signs of life are looked at next, and what was seen of them last.
struct LinkWatch {
    static constexpr std::int64_t kIdle = 0;   ///< nothing is outstanding
    std::int64_t due_ns = TimerWheel::kNever;  ///< kNever: not looked at
    std::uint64_t passes = 0;                  ///< completion passes at the last look
};

}  // namespace pvscsim::driver::detail
