// SPDX-License-Identifier: Apache-2.0
// DRIVER-017, MUST: Zero the state page and all ring pages before SETUP_RINGS.
// Source: LNX ILL OBSD SEA.
// Mutants: MUT-O47.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(017, clears_the_pages_before_the_device_gets_them,
                "a start, requests, a reset of the adapter",
                "at each SETUP_RINGS state page and rings are all zero") {
    bench.start();
    for (int i = 0; i < 5; ++i) bench.serve(bench.reading(1));
    bench.driver->reset_adapter();
    bench.settle();
}

}  // namespace pvscsim::conformance
