// SPDX-License-Identifier: Apache-2.0
// DRIVER-081, MUST: After device or bus reset verify that the request has really completed before
// reporting success.
// Source: chosen.
// Mutants: MUT-O69.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(081, does_not_believe_a_reset,
                "resets of a unit and of the bus that the device answers with 0, and the request "
                "in flight has not ended",
                "the call does not say that all is done") {
    bench.start();
    bench.device.ends_reset = false;
    const auto ids = bench.hold(1);
    bench.expect(bench.driver->reset_unit(0, 0) != Answer::Done, "the unit's is told as done");
    bench.expect(bench.driver->reset_bus() != Answer::Done, "the bus's is told as done");
    bench.settle();
    bench.expect(bench.end_of(ids.at(0)) == nullptr, "the request has ended");
    bench.device.ends_reset = true;
    bench.expect(bench.driver->reset_unit(0, 0) == Answer::Done, "a good one is not told as done");
    bench.expect_equal(bench.ends_of(ids[0]), 1, "ends");
}

}  // namespace pvscsim::conformance
