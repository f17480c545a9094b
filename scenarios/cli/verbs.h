// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/run_process.h"

namespace pvscsim::scenarios {

using Arguments = std::vector<std::string>;

// The verbs. Each gets the arguments after its own name and throws ConfigError or LackError.

ExitCode run_verb(const Arguments& arguments, const RunEngine& engine);
ExitCode validate_verb(const Arguments& arguments);
ExitCode schema_verb(const Arguments& arguments);
ExitCode list_verb(const Arguments& arguments);

/// The whole program: `arguments` are those after the program's name. Never throws; returns the
/// process's exit code.
int run_program(const Arguments& arguments, const RunEngine& engine);

}  // namespace pvscsim::scenarios
