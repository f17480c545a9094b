// SPDX-License-Identifier: Apache-2.0
// DRIVER-012, MUST: Determine the target count by GET_MAX_TARGETS or CONFIG and fall back to 16.
// Source: FBSD LNX ILL.
// Mutants: MUT-O45.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(012, asks_for_the_number_of_targets,
                "GET_MAX_TARGETS and CONFIG both tell of 5 targets", "the driver looks for 5") {
    bench.device.targets = 5;
    bench.start();
    bench.expect_equal(bench.driver->targets(), 5, "targets");
}

PVS_DRIVER_TEST(012, takes_16_targets_without_an_answer,
                "GET_MAX_TARGETS and CONFIG are both refused", "the driver looks for 16") {
    bench.device.has_max_targets = bench.device.has_config = false;
    bench.start();
    bench.expect_equal(bench.driver->targets(), 16, "targets");
}

}  // namespace pvscsim::conformance
