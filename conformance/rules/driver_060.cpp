// SPDX-License-Identifier: Apache-2.0
// DRIVER-060, MUST: Map SELTIMEO to "no such target" without retries.
// Source: LNX FBSD ILL.
// Mutants: MUT-O59.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(060, takes_a_selection_time_out_for_nobody, "a request ends with SELTIMEO",
                "nobody is there, and it was asked once") {
    bench.start();
    bench.device.on_request = [](const Fetched&) {
        Reply reply;
        reply.host_status = kSelTimeout;
        reply.data_bytes = 0;
        return reply;
    };
    bench.expect(bench.serve(bench.inquiry(36)).as == Ended::As::NoTarget, "it ends as another");
    bench.advance_ms(100);
    bench.expect_equal(bench.device.ever.size(), 1, "requests");
}

}  // namespace pvscsim::conformance
