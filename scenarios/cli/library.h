// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace pvscsim::scenarios {

/// A scenario that comes with the program. Names are unique over all families.
struct LibraryScenario {
    std::string family;  ///< the folder it is in
    std::string name;
    std::string file;
    std::string run;  ///< how long it runs: requests and simulated time, or "" if not recorded
};

/// The scenarios that come with the program, sorted by family and name.
std::vector<LibraryScenario> library_scenarios();

/// The file that a SCENARIO argument means: the library's for a name of it, else `argument`.
/// Throws ConfigError for a bare word that is neither.
std::string scenario_file(const std::string& argument);

}  // namespace pvscsim::scenarios
