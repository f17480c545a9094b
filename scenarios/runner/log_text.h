// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "pvscsim/driver/platform.h"

namespace pvscsim::scenarios {

/// One line of the driver's log: code, address and value.
std::string log_text(const driver::LogEvent& event);

}  // namespace pvscsim::scenarios
