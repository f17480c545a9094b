// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "conformance/suite/outcome.h"

namespace pvscsim::conformance {

class DeviceUnderTest;

/// What the exercises together write, read and verify, unless told otherwise.
constexpr std::uint64_t kExerciseRequests = 100'000;

/// The driver core on a device that was not made for it, in the order of their names. The tests
/// have no `run`: run_driver_exercise() does it.
const std::vector<RuleTest>& driver_exercises();

/// Has the driver core drive `device` as `test`, one of driver_exercises(), says. Those that move
/// data share `requests` between them.
Outcome run_driver_exercise(const RuleTest& test, DeviceUnderTest& device, std::uint64_t requests);

}  // namespace pvscsim::conformance
