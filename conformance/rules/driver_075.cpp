// SPDX-License-Identifier: Apache-2.0
// DRIVER-075, MUST: Report the abort as failed when no completion arrives, and keep the context
// allocated.
// Source: LNX.
// Mutants: MUT-R41.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(075, keeps_what_it_could_not_abort,
                "an abort to which no completion comes, and no reset helps; 100 other requests; "
                "then the completion comes",
                "until then the request has not ended, and nobody has its context") {
    bench.start();
    bench.need_recovery();
    bench.device.ends_aborted = bench.device.ends_reset = false;
    const auto ids = bench.hold(1);
    const Fetched held = bench.device.in_flight.at(0);
    bench.driver->abort(ids[0]);
    bench.advance_ms(bench.settings.abort_timeout_ms + 50);
    bench.expect(bench.end_of(ids[0]) == nullptr, "the request has ended");
    const std::size_t before = bench.device.ever.size();
    for (int i = 0; i < 100; ++i) bench.serve(bench.reading(1));
    for (std::size_t i = before; i < bench.device.ever.size(); ++i) {
        if (!bench.expect(bench.device.ever[i].context != held.context,
                          "another request has its context")) {
            break;
        }
    }
    Reply aborted;
    aborted.host_status = kAbortQueue;
    aborted.data_bytes = 0;
    bench.device.end_all(aborted);
    bench.settle();
    bench.expect_equal(bench.ends_of(ids[0]), 1, "ends of the request");
}

}  // namespace pvscsim::conformance
