// SPDX-License-Identifier: Apache-2.0
// count_allocations SCENARIO [OVERRIDE...]: runs the scenario in this process and prints how many
// heap allocations its last three quarters took, between two calls of the progress function: what
// is there from the beginning is out of it, and so is the report that follows.

#include <cstdio>
#include <string>
#include <vector>

#include "bench/allocation_counter.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/runner/run_scenario.h"

namespace {

/// What is known at one call of the progress function.
struct Mark {
    std::uint64_t requests = 0;
    std::uint64_t allocations = 0;
};

}  // namespace

int main(int argc, char** argv) {
    using namespace pvscsim;
    if (argc < 2) {
        std::fputs("count_allocations SCENARIO [JSON.PATH=VALUE...]\n", stderr);
        return 2;
    }
    const scenarios::Scenario scenario = scenarios::read_scenario(argv[1], {argv + 2, argv + argc});
    Mark warm;
    Mark last;
    scenarios::RunOptions options;
    options.progress = [&](const scenarios::Progress& progress) {
        last = {progress.requests_done, bench::heap_allocations()};
        if (4 * progress.requests_done <= progress.requests_total) warm = last;
    };
    const scenarios::RunOutput output = scenarios::run_scenario(scenario, options);
    std::printf("{\"warm_allocations\": %llu, \"requests\": %llu, \"allocations\": %llu}\n",
                static_cast<unsigned long long>(warm.allocations),
                static_cast<unsigned long long>(last.requests - warm.requests),
                static_cast<unsigned long long>(last.allocations - warm.allocations));
    return output.report["verdict"] == "pass" && warm.requests != 0 ? 0 : 1;
}
