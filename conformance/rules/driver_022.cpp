// SPDX-License-Identifier: Apache-2.0
// DRIVER-022, MUST: Hold reqProdIdx - cmpConsIdx < min(E_req, E_cmp) before adding a request.
// Source: LNX FBSD ILL.
// Mutants: MUT-R02, MUT-R03.
#include <algorithm>

#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

static void driver_022_fill(DriverBench& bench) {
    bench.start();
    const std::uint32_t room =
        std::min(bench.device.request_entries(), bench.device.completion_entries());
    bench.hold(room + 40);
    bench.expect(bench.device.ever.size() <= room, std::to_string(bench.device.ever.size()) +
                                                       " requests are outstanding, there is "
                                                       "room for " +
                                                       std::to_string(room));
    bench.device.end_all({});
    bench.settle();
    bench.expect(bench.device.in_flight.empty() && !bench.ends.empty(), "nothing goes on");
}

PVS_DRIVER_TEST(022, does_not_overfill_the_request_ring,
                "40 requests more than the request ring has slots; none ends",
                "no more are outstanding than there are slots") {
    driver_022_fill(bench);
}

PVS_DRIVER_TEST(022, does_not_overfill_a_small_completion_ring,
                "a completion ring with half the slots of the request ring, none of too many "
                "requests ends",
                "no more are outstanding than the smaller ring has slots") {
    bench.settings.request_pages = 8;
    bench.settings.completion_pages = 1;
    driver_022_fill(bench);
}

}  // namespace pvscsim::conformance
