// SPDX-License-Identifier: Apache-2.0
// DRIVER-026, MUST: Use a context unique among its outstanding requests.
// Source: all; needed for abort.
// Mutants: MUT-O50.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(026, has_a_context_for_each_request,
                "20 requests outstanding; half of them end, and 10 more",
                "no two that are outstanding have the same context") {
    bench.start();
    bench.need_outstanding(20);
    bench.hold(20);
    for (int i = 0; i < 10; ++i) bench.device.end(bench.device.in_flight.front().context, {});
    bench.settle();
    bench.hold(10);
    const auto& flying = bench.device.in_flight;
    for (std::size_t i = 0; i < flying.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            bench.expect(flying[i].context != flying[k].context,
                         "context " + hex(flying[i].context) + " twice");
        }
    }
}

}  // namespace pvscsim::conformance
