// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "reports/run_counters.h"
#include "scenarios/runner/machine.h"

namespace pvscsim::scenarios {

/// Moves a machine's adapter to that of another host, whose limits may be others.
class Migration {
public:
    Migration(const Scenario& scenario, Machine& machine)
        : scenario_(scenario), machine_(machine) {}

    /// With all of its state, and a pause; or not at all. What came of it, in words.
    std::string move_live(const ScriptStep& step, SimTime now);
    /// The driver has let go of the adapter. Targets that the other cannot have stay behind.
    void move_suspended(const ScriptStep& step, SimTime now);

    const reports::MigrationCounters& counters() const { return counters_; }

private:
    const Scenario& scenario_;
    Machine& machine_;
    reports::MigrationCounters counters_;
};

}  // namespace pvscsim::scenarios
