// SPDX-License-Identifier: Apache-2.0
// DRIVER-014, MUST: Survive a device without CONFIG.
// Source: QBB.
// Mutants: MUT-O46.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(014, does_without_the_page, "CONFIG is refused", "a request is served") {
    bench.device.has_config = bench.device.has_max_targets = false;
    bench.start();
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
