// SPDX-License-Identifier: Apache-2.0
// DRIVER-069, MUST: Tolerate ADDED for a known and REMOVED for an unknown device.
// Source: LNX.
// Mutants: MUT-O64.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(069, bears_what_it_knows_already,
                "a disk is added twice, then removed twice, then one that never was",
                "requests are served") {
    bench.start();
    bench.need_messages();
    bench.hold(1);
    for (const std::uint32_t type : {0U, 0U, 1U, 1U}) bench.device.post_message(type, 3);
    bench.device.post_message(1, 9);
    bench.advance_ms(1);
    bench.device.end_all({});
    bench.settle();
    bench.expect(bench.ends.size() == 1, "the request in flight has not ended");
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
