// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "conformance/driver/driver_under_test.h"

namespace pvscsim::scenarios {

/// As whom the driver core can behave: `native` first.
const std::vector<std::string>& personality_names();

/// Makes the driver core, on the suite's machine, with this personality.
conformance::DriverMaker core_under_test(std::size_t personality);

}  // namespace pvscsim::scenarios
