// SPDX-License-Identifier: Apache-2.0
// The program with a stand-in for its run engine, which does what the scenario's purpose says: so
// that tests see what becomes of runs that die, fail or are refused late.
#include <csignal>
#include <cstdlib>
#include <new>

#include "models/base/check.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

RunOutput stand_in(const Scenario& scenario, const RunOptions& options) {
    const std::string& wish = scenario.purpose;
    if (wish == "abort") {
        std::abort();
    }
    if (wish == "segfault") {
        std::signal(SIGSEGV, SIG_DFL);  // a sanitizer's own handler would end it otherwise
        std::raise(SIGSEGV);
    }
    if (wish == "kill") {
        std::raise(SIGKILL);
    }
    if (wish == "exit") {
        std::_Exit(5);
    }
    if (wish == "throw") {
        throw std::logic_error("thrown on purpose");
    }
    if (wish == "check") {
        PVS_CHECK(wish.empty());
    }
    if (wish == "no memory") {
        throw std::bad_alloc();
    }
    if (wish == "refuse") {
        throw ConfigError("a.trace", ":3", "expected a trace's line, got \"x\"");
    }
    if (options.progress) {
        options.progress({50, 100, 1'500'000'000});
    }
    RunOutput output;
    output.report = {{"verdict", wish == "fail" ? "fail" : "pass"},
                     {"seed", scenario.seed},
                     {"sync", options.sync_every_access},
                     {"host", options.host},
                     {"log", static_cast<int>(options.log)}};
    output.trace_json = options.trace ? "{\"trace\": 1}\n" : "";
    output.vcd = options.vcd ? "$end\n" : "";
    return output;
}

}  // namespace
}  // namespace pvscsim::scenarios

int main(int argc, char* argv[]) {
    return pvscsim::scenarios::run_program({argv + 1, argv + argc}, pvscsim::scenarios::stand_in,
                                           {});
}
