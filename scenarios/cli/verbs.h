// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "conformance/suite/device_under_test.h"
#include "models/device/device_config.h"
#include "scenarios/cli/exit_code.h"
#include "scenarios/cli/run_process.h"

namespace pvscsim::scenarios {

using Arguments = std::vector<std::string>;
/// Hands the model of a device to its second argument; once a process.
using ModelEngine = std::function<void(const DeviceConfig&,
                                       const std::function<void(conformance::DeviceUnderTest&)>&)>;

// The verbs. Each gets the arguments after its own name and throws ConfigError or LackError.

ExitCode run_verb(const Arguments& arguments, const RunEngine& engine);
ExitCode validate_verb(const Arguments& arguments);
ExitCode schema_verb(const Arguments& arguments);
ExitCode list_verb(const Arguments& arguments);
ExitCode mutants_verb(const Arguments& arguments, const RunEngine& engine,
                      const ModelEngine& model);
ExitCode conform_verb(const Arguments& arguments, const ModelEngine& model);

/// The whole program: `arguments` are those after the program's name. Never throws; returns the
/// process's exit code.
int run_program(const Arguments& arguments, const RunEngine& engine, const ModelEngine& model);

}  // namespace pvscsim::scenarios
