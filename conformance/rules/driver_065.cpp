// SPDX-License-Identifier: Apache-2.0
// DRIVER-065, MUST: Not call upper layers while holding the lock needed to submit, unless the
// upper layer allows it.
// Source: FBSD/ILL design.
// Mutants: MUT-O73.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(065, lets_its_caller_submit_when_a_request_ends,
                "a request is submitted from within the end of another, ten times",
                "each is taken, and ends") {
    bench.start();
    std::uint32_t left = 10;
    bench.on_event = [&](const BusEvent& event) {
        if (event.kind != BusEvent::Kind::Ended || left == 0) return;
        --left;
        bench.expect(bench.submit(bench.reading(1)), "a request is not taken");
    };
    bench.submit(bench.reading(1));
    bench.settle();
    bench.expect_equal(bench.ends.size(), 11, "ends");
}

}  // namespace pvscsim::conformance
