// SPDX-License-Identifier: Apache-2.0
// A lost link shows as silence: requests are outstanding, and nothing at all completes.
#include "pvscsim/driver/host_adapter.h"

namespace pvscsim::driver {

/// From the first request on that is outstanding.
void HostAdapter::start_watch(std::int64_t now_ns) noexcept {
    watch_.passes = counters_.completion_passes;
    watch_.due_ns = now_ns + std::int64_t{config_.link_watchdog_ms} * 1'000'000;
    if (watch_.due_ns < armed_ns_) arm_timer(watch_.due_ns);
}

// A whole span without a completion. What an interrupt failed to tell is no silence.
void HostAdapter::look_at_link(std::int64_t now_ns) noexcept {
    drain();
    if (phase_ != Phase::Running) return;
    watch_.due_ns = detail::LinkWatch::kIdle;
    if (outstanding() == 0) return;
    if (watch_.passes != counters_.completion_passes) return start_watch(now_ns);
    ++counters_.link_losses;
    log(LogCode::LinkLost, outstanding());
    if (device_gone()) return give_up(LogCode::DeviceGone);
    static_cast<void>(restart_adapter());  // failure has ended every request
}

}  // namespace pvscsim::driver
