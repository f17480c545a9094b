// SPDX-License-Identifier: Apache-2.0
// DRIVER-015, MUST: Sanity-limit the reported target count (1..256) before looping or allocating.
// Source: hostile device; ILL accepts any.
// Mutants: MUT-R56.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(015, bounds_the_number_of_targets,
                "the device tells of 0, then of 100,000, then of 2^31 targets",
                "the driver looks for 1 to 256") {
    for (const std::uint32_t targets : {0U, 100'000U, 0x80000000U}) {
        bench.device.targets = targets;
        if (!bench.try_start()) continue;
        const std::uint32_t found = bench.driver->targets();
        bench.expect(found >= 1 && found <= 256,
                     std::to_string(found) + " targets for " + std::to_string(targets));
        bench.stop();
    }
}

}  // namespace pvscsim::conformance
