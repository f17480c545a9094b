// SPDX-License-Identifier: Apache-2.0
// DRIVER-077, MUST: Deliver an aborted request to the upper layer exactly once.
// Source: LNX.
// Mutants: MUT-R42.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(077, ends_an_aborted_request_once,
                "a request is aborted; its completion comes twice; 5 s go by", "it ends once") {
    bench.start();
    const auto ids = bench.hold(1);
    const Fetched held = bench.device.in_flight.at(0);
    bench.driver->abort(ids.at(0));
    Reply aborted;
    aborted.host_status = kAbortQueue;
    aborted.data_bytes = 0;
    if (bench.device.in_flight.empty()) bench.device.post(held, aborted);
    bench.settle();
    bench.advance_ms(5000);
    bench.device.end_all({});
    bench.settle();
    bench.expect_equal(bench.ends_of(ids[0]), 1, "ends");
}

}  // namespace pvscsim::conformance
