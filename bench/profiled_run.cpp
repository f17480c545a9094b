// SPDX-License-Identifier: Apache-2.0
// profiled_run SCENARIO [--no-monitor] [JSON.PATH=VALUE...]: runs the scenario in this process,
// which ends as a process should: what a compiler has put in to count is written then. The run's
// process of the command line ends without that. Ends with 0 if the run passed; the
// verdict is printed if not.

#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "scenarios/config/scenario_reader.h"
#include "scenarios/runner/run_scenario.h"

int main(int argc, char** argv) {
    using namespace pvscsim;
    if (argc < 2) {
        std::fputs("profiled_run SCENARIO [--no-monitor] [JSON.PATH=VALUE...]\n", stderr);
        return 2;
    }
    scenarios::RunOptions options;
    options.host = false;  // it depends on the computer
    options.monitor = argc < 3 || std::strcmp(argv[2], "--no-monitor") != 0;
    const std::vector<std::string> overrides(argv + (options.monitor ? 2 : 3), argv + argc);
    const scenarios::Scenario scenario = scenarios::read_scenario(argv[1], overrides);
    const std::string verdict = scenarios::run_scenario(scenario, options).report["verdict"];
    if (verdict == "pass") {
        return 0;
    }
    std::fprintf(stderr, "%s: %s\n", argv[1], verdict.c_str());
    return 1;
}
