// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "models/base/fault_plan.h"
#include "models/memory/iommu.h"
#include "pvscsim/driver/platform.h"
#include "scenarios/runner/run_scenario.h"

namespace pvscsim::scenarios {

/// One line of the driver's log: code, address and value.
std::string log_text(const driver::LogRecord& record);
LogLevel log_level(driver::LogCode code);

/// Which access of the adapter was refused, and why.
std::string refusal_text(const Iommu::Refusal& refusal);

}  // namespace pvscsim::scenarios
