// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/run_scenario.h"

#include <chrono>
#include <cstdlib>
#include <exception>
#include <systemc>

#include "models/base/check.h"
#include "scenarios/runner/run.h"

namespace pvscsim::scenarios {

namespace {

/// What sc_main, which the kernel calls without arguments of ours, is to run.
struct Assignment {
    const std::function<void()>* work = nullptr;
    std::exception_ptr error;
};
Assignment* assignment = nullptr;

}  // namespace

int run_assignment() {
    try {
        (*assignment->work)();
    } catch (const std::exception&) {
        // The kernel would print it and go on; the caller is to have it.
        assignment->error = std::current_exception();
    }
    return 0;
}

void run_in_kernel(const std::function<void()>& work) {
    setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 1);
    Assignment ours{&work, nullptr};
    assignment = &ours;
    char name[] = "pvscsim";
    char* arguments[] = {name, nullptr};
    const int status = sc_core::sc_elab_and_sim(1, arguments);
    if (ours.error) std::rethrow_exception(ours.error);
    PVS_CHECK(status == 0);
}

RunOutput run_scenario(const Scenario& scenario, const RunOptions& options) {
    RunOutput output;
    run_in_kernel([&] {
        Run run(scenario, options);
        const auto begin = std::chrono::steady_clock::now();
        run.simulate();
        const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
            std::chrono::steady_clock::now() - begin);
        output = run.result(static_cast<std::uint64_t>(took.count()));
    });
    return output;
}

}  // namespace pvscsim::scenarios

int sc_main(int, char**) {
    return pvscsim::scenarios::run_assignment();
}
