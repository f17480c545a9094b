// SPDX-License-Identifier: Apache-2.0
// DRIVER-027, SHOULD: Use a small nonzero context below 2^32.
// Source: header restriction.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(027, has_small_contexts, "100 requests", "no context is 0 or above 2^32") {
    bench.start();
    for (int i = 0; i < 100; ++i) bench.serve(bench.reading(1));
    for (const Fetched& request : bench.device.ever) {
        const bool small = request.context != 0 && request.context >> 32 == 0;
        if (!bench.expect(small, "context " + hex(request.context))) return;
    }
}

}  // namespace pvscsim::conformance
