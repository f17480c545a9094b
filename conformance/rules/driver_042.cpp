// SPDX-License-Identifier: Apache-2.0
// DRIVER-042, MUST: Kick every request when coalescing is not enabled.
// Source: LNX FBSD.
// Mutants: MUT-R07.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(042, rings_for_every_request_without_a_threshold,
                "reads and writes; the device offers no threshold", "a doorbell for each") {
    bench.device.has_threshold = false;
    bench.start();
    for (int i = 0; i < 6; ++i) {
        const std::size_t from = bench.log.size();
        bench.submit(i % 2 == 0 ? bench.reading(1) : bench.writing(1));
        bench.expect(bench.log.count(BusLog::writes(kKickRw), from) +
                             bench.log.count(BusLog::writes(kKickNonRw), from) !=
                         0,
                     "no doorbell");
        bench.settle();
    }
}

}  // namespace pvscsim::conformance
