// SPDX-License-Identifier: Apache-2.0
// DRIVER-023, MUST: Compute ring differences in unsigned 32-bit arithmetic.
// Source: all.
// Mutants: MUT-R04.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

static void driver_023_wrap(DriverBench& bench, std::uint32_t first) {
    bench.device.first_index = first;
    bench.start();
    const std::uint32_t count = 2 * bench.device.request_entries();
    for (std::uint32_t i = 0; i < count; ++i) {
        if (bench.serve(bench.reading(1)).as == Ended::As::Good) continue;
        bench.expect(false, "request " + std::to_string(i) + " fails");
        return;
    }
    bench.hold(bench.device.request_entries() + 8);
    bench.device.end_all({});
    bench.settle();
    bench.expect_equal(bench.device.ever.size() - count, bench.ends.size() - count,
                       "ends of a full ring");
}

PVS_DRIVER_TEST(023, goes_through_the_wrap_of_the_indices,
                "the rings begin 16 before 2^32; two rings full of requests, then more at once "
                "than the ring holds",
                "all are served") {
    driver_023_wrap(bench, 0xfffffff0U);
}

PVS_DRIVER_TEST(023, goes_through_the_change_of_sign,
                "the rings begin 16 before 2^31; two rings full of requests, then more at once "
                "than the ring holds",
                "all are served") {
    driver_023_wrap(bench, 0x7ffffff0U);
}

}  // namespace pvscsim::conformance
