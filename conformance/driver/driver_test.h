// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "conformance/driver/driver_bench.h"
#include "conformance/suite/outcome.h"
#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

/// Puts the driver to the test. What the monitor says about the test's rule is a failure too.
Outcome run_driver_test(const RuleTest& test, const DriverMaker& make);

}  // namespace pvscsim::conformance

/// PVS_DRIVER_TEST(022, never_overfills_the_rings, "stimulus", "expected") { bench... }
#define PVS_DRIVER_TEST(number, name, stimulus, expected)                                   \
    static void driver_##number##_##name(::pvscsim::conformance::DriverBench& bench);       \
    static const ::pvscsim::conformance::RuleTestAdder driver_adder_##number##_##name{      \
        {"DRIVER-" #number, #name, stimulus, expected, nullptr, driver_##number##_##name}}; \
    static void driver_##number##_##name(                                                   \
        [[maybe_unused]] ::pvscsim::conformance::DriverBench& bench)
