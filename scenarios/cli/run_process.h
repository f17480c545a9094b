// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "reports/summary.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/runner/run_scenario.h"

namespace pvscsim::scenarios {

/// What simulates: run_scenario(), or a stand-in for it in tests.
using RunEngine = std::function<RunOutput(const Scenario&, const RunOptions&)>;

/// What a run's process is asked for beside the run.
struct RunTask {
    RunOptions options;
    bool progress = false;
    bool report = false;
    bool html = false;
    bool summary = false;
    reports::SummaryStyle style;
};

/// What came of it, ready to be written.
struct RunResult {
    ExitCode code = ExitCode::Bug;
    std::string problem;  ///< why there is nothing else; empty after a whole run
    std::string report;
    std::string html;
    std::string trace;
    std::string vcd;
    std::string summary;
};

/// Runs `scenario` in a process of its own, which dies alone. `on_progress` is called here, a few
/// times a second. Throws LackError if there can be no process.
RunResult run_in_process(const RunEngine& engine, const Scenario& scenario, const RunTask& task,
                         const std::function<void(const Progress&)>& on_progress);

}  // namespace pvscsim::scenarios
