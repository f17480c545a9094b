// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pvscsim::scenarios {

/// The names of the scenarios that come with the program, sorted.
std::vector<std::string> library_scenarios();

/// The file that a SCENARIO argument means: the library's for a name of it, else `argument`.
/// Throws ConfigError for a bare word that is neither.
std::string scenario_file(const std::string& argument);

}  // namespace pvscsim::scenarios
