// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// Throws ConfigError if an expectation names what no report has, or more than one value of it.
void check_expectation_paths(const Scenario& scenario);

}  // namespace pvscsim::scenarios
