// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// Reads a scenario file ("-": standard input), with `overrides` of the form JSON.PATH=VALUE laid
/// over it. Everything but the contents of a trace is checked. Throws ConfigError.
Scenario read_scenario(const std::string& file, const std::vector<std::string>& overrides = {});

/// The same for a text that is at hand; `file` serves messages and the scenario's name.
Scenario parse_scenario(const std::string& text, const std::string& file,
                        const std::vector<std::string>& overrides = {});

/// Every key that counts with its effective value, in the order of the reference. Reading it back
/// yields the same scenario.
nlohmann::ordered_json effective_configuration(const Scenario& scenario);

/// The scenario of neighbour `index`: the machine of `scenario`, the rest its own.
Scenario neighbour_scenario(const Scenario& scenario, std::size_t index);

/// The folder to which the file names of `scenario` are relative.
std::string scenario_folder(const Scenario& scenario);

/// Draws up the workload once and drops it: throws ConfigError for what is wrong with its trace,
/// or if its largest request or all of them together ask too much of driver or memory.
void check_workload(const Scenario& scenario);

}  // namespace pvscsim::scenarios
