// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/verbs.h"
#include "scenarios/runner/model_under_test.h"
#include "scenarios/runner/run_scenario.h"

int main(int argc, char* argv[]) {
    return pvscsim::scenarios::run_program({argv + 1, argv + argc},
                                           pvscsim::scenarios::run_scenario,
                                           pvscsim::scenarios::with_model_under_test);
}
