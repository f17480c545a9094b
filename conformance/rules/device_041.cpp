// SPDX-License-Identifier: Apache-2.0
// DEVICE-041, MUST: Accept SETUP_RINGS while rings are already installed and start from index 0.
// Source: OBSD after firmware; QBB.
// Mutants: MUT-O16.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(041, takes_new_rings_while_there_are_rings, "serves requests, sets up rings again",
              "indices begin at 0, requests are served") {
    bench.start();
    for (int i = 0; i < 3; ++i) bench.serve(test_unit_ready());
    bench.expect_equal(bench.set_up(2, 1), 0, "SETUP_RINGS");
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx");
    bench.expect_ended(bench.serve(test_unit_ready().with_context(5)), kSuccess, kGood,
                       "a request");
    bench.expect_equal(bench.state(kReqConsIdx), 1, "reqConsIdx");
}

}  // namespace pvscsim::conformance
