// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/run_log.h"

#include <array>
#include <cinttypes>
#include <cstdio>

namespace pvscsim::scenarios {

void RunLog::line(LogLevel level, SimTime at, const char* who, const std::string& what) const {
    static constexpr std::array<const char*, 5> kLevels{
        {"off", "error", "warning", "info", "debug"}};
    if (!wants(level)) return;
    constexpr std::uint64_t kSecond = 1'000'000'000'000;
    std::fprintf(stderr, "%5" PRIu64 ".%012" PRIu64 " s  %-7s  %s: %s\n", at.ps / kSecond,
                 at.ps % kSecond, kLevels[static_cast<std::size_t>(level)], who, what.c_str());
}

}  // namespace pvscsim::scenarios
