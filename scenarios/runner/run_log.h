// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/base/sim_time.h"
#include "scenarios/runner/run_scenario.h"

namespace pvscsim::scenarios {

/// The log on standard error: a line has simulated time since power-on, level, who says it and
/// what. Never alters the run.
class RunLog {
public:
    explicit RunLog(LogLevel most) : most_(most) {}

    /// Whether lines of `level` are printed: worth asking before a text is made.
    bool wants(LogLevel level) const { return level <= most_; }
    void line(LogLevel level, SimTime at, const char* who, const std::string& what) const;

private:
    const LogLevel most_;
};

}  // namespace pvscsim::scenarios
