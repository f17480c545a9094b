// SPDX-License-Identifier: Apache-2.0
// DRIVER-016, MUST: Probe target ids 0 .. N-1 and not N.
// Source: chosen.
// Mutants: MUT-R56.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(016, leaves_out_the_id_of_the_count, "the device tells of 5 targets, then of 256",
                "no id beyond the last is tried") {
    for (const std::uint32_t targets : {5U, 256U}) {
        bench.device.targets = targets;
        bench.start();
        const std::uint32_t found = bench.driver->targets();
        bench.expect(found <= targets,
                     "ids below " + std::to_string(found) + " of " + std::to_string(targets));
        bench.stop();
    }
}

}  // namespace pvscsim::conformance
