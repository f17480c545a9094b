// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/log_text.h"

#include <array>

namespace pvscsim::scenarios {

namespace {
constexpr std::array<const char*, 17> kCodes{
    "none",          "started",      "stopped",      "bad_context",    "bad_index",
    "timed_out",     "aborting",     "abort_failed", "device_reset",   "bus_reset",
    "adapter_reset", "reset_failed", "target_added", "target_removed", "unknown_message",
    "messages_lost", "device_gone"};
}

std::string log_text(const driver::LogEvent& event) {
    return std::string(kCodes[static_cast<std::size_t>(event.code)]) + " target " +
           std::to_string(event.target) + " lun " + std::to_string(event.lun) + " value " +
           std::to_string(event.value);
}

}  // namespace pvscsim::scenarios
