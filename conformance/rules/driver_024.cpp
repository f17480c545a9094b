// SPDX-License-Identifier: Apache-2.0
// DRIVER-024, MUST: Not use reqConsIdx for flow control of descriptor slots.
// Source: chosen.
// Mutants: MUT-R01.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(024, does_not_take_fetched_for_free,
                "a ring full of requests is fetched, reqConsIdx says so, none ends; 8 more",
                "no slot is used again") {
    bench.start();
    const std::uint32_t entries = bench.device.request_entries();
    bench.hold(entries);
    bench.expect_equal(bench.word(bench.device.state_addr + kReqConsIdx), bench.device.ever.size(),
                       "reqConsIdx");
    bench.hold(8);
    bench.expect(bench.device.ever.size() <= entries, std::to_string(bench.device.ever.size()) +
                                                          " requests in a ring of " +
                                                          std::to_string(entries));
}

}  // namespace pvscsim::conformance
