// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "conformance/monitor/monitor_rules.h"

namespace pvscsim::conformance {

// What the writer and the reader of a trace share; docs/trace-format.md explains it.

constexpr std::string_view kTraceHeader = "pvscsim-bus-trace 1";

/// Of one record's memory; more is told as not known.
constexpr std::uint64_t kTraceBytesMax = 1U << 20;

/// A word of the line "sees".
struct TraceSense {
    std::string_view name;
    std::uint32_t sense;
};

constexpr TraceSense kTraceSenses[] = {
    {"registers", sense::kRegisters},
    {"device-reads", sense::kDeviceReads},
    {"device-writes", sense::kDeviceWrites},
    {"driver-reads", sense::kDriverReads},
    {"driver-writes", sense::kDriverWrites},
    {"interrupts", sense::kInterrupts},
    {"time", sense::kTime},
};

}  // namespace pvscsim::conformance
