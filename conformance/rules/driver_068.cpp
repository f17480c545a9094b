// SPDX-License-Identifier: Apache-2.0
// DRIVER-068, MUST: Validate bus, target and LUN of a message before acting.
// Source: OBSD (bus).
// Mutants: MUT-O74.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(068, believes_no_address,
                "messages with bus 1, target 300, target 2^31, and a unit in another form",
                "nothing is told") {
    bench.start();
    bench.need_messages();
    bench.device.post_message(0, 1, 1);
    bench.device.post_message(0, 300);
    bench.device.post_message(1, 0x80000000U);
    bench.device.post_message(0, 1, 0, 0x4005);
    bench.advance_ms(1);
    bench.expect_equal(bench.unit_events.size(), 0, "units told");
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
