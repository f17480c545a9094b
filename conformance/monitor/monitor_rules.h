// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "conformance/monitor/finding.h"

namespace pvscsim::conformance {

/// What an observer has to see of a bus. Memory accesses mean their bytes too, but for data.
namespace sense {
constexpr std::uint32_t kRegisters = 1;
constexpr std::uint32_t kDeviceReads = 2;
constexpr std::uint32_t kDeviceWrites = 4;
constexpr std::uint32_t kDriverReads = 8;
constexpr std::uint32_t kDriverWrites = 16;
constexpr std::uint32_t kInterrupts = 32;
constexpr std::uint32_t kTime = 64;
}  // namespace sense

/// A rule that the monitor judges, and what it has to see for it.
struct MonitorRule {
    std::string rule;  ///< DEVICE-105
    std::uint32_t needs;
    bool of_rings;  ///< it is not judged while the rings cannot be followed
};

/// Each of them, in the order of the catalogue.
const std::vector<MonitorRule>& monitor_rules();

/// Whether that rule could not be judged all the time: a gap in the findings concerns it.
bool was_unwatched(const Findings& findings, const std::string& rule);

}  // namespace pvscsim::conformance
