// SPDX-License-Identifier: Apache-2.0
// DEVICE-042, MUST: Never post a completion of a request fetched from earlier rings into newly
// installed rings.
// Source: chosen.
// Mutants: MUT-D16.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(042, ends_no_old_request_in_new_rings,
              "sets up rings again while a request is in flight",
              "it never appears in the new ring") {
    bench.start();
    bench.begin_slow(77);
    bench.expect_equal(bench.set_up(1, 1), 0, "SETUP_RINGS");
    bench.dut.wait_slow();
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx");
    bench.expect_equal(bench.state(kReqConsIdx), 0, "reqConsIdx");
}

}  // namespace pvscsim::conformance
