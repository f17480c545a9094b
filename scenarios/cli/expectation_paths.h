// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// Throws ConfigError if an expectation names what no report has, or more than one value of it.
/// Nor may it be of another type than that value, contradict itself, or be about the computer.
void check_expectation_paths(const Scenario& scenario);

/// Throws ConfigError if an expectation is about the monitor, and there is none.
void check_monitored(const Scenario& scenario, bool monitor);

}  // namespace pvscsim::scenarios
