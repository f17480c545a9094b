// SPDX-License-Identifier: Apache-2.0
// DRIVER-003, MUST: Have memory decode and bus mastering enabled, by the driver or its bus
// framework, before SETUP_RINGS.
// Source: all.
// Mutants: MUT-O41.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(003, has_the_function_enabled_before_its_rings,
                "memory decoding and bus mastering are off", "both are on at SETUP_RINGS") {
    std::uint32_t command = 0;
    bench.device.on_command = [&](std::uint32_t id, const std::vector<std::uint32_t>&) {
        if (id == kSetupRings) command = bench.config_command();
        return std::optional<std::uint32_t>{};
    };
    bench.start();
    bench.expect_equal(command & 6U, 6, "the command register's bits 1 and 2");
}

}  // namespace pvscsim::conformance
