// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "conformance/suite/device_under_test.h"
#include "models/device/device_config.h"

namespace pvscsim::scenarios {

/// Builds the model of a device on a bus of its own and hands it to `use`. Elaborates SystemC, so a
/// process may call it once.
void with_model_under_test(const DeviceConfig& config,
                           const std::function<void(conformance::DeviceUnderTest&)>& use);

}  // namespace pvscsim::scenarios
