// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace pvscsim::scenarios {

/// The day, as YYYY-MM-DD in UTC: waivers expire. Nothing that is simulated may know it.
std::string today();

}  // namespace pvscsim::scenarios
