// SPDX-License-Identifier: Apache-2.0
// DEVICE-039, MUST: Leave reqCallThreshold at 0 (write it if the feature exists) and coalescing
// disabled after SETUP_RINGS.
// Source: LNX host reset.
// Mutants: MUT-D17.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(039, has_no_threshold_after_setup, "turns request coalescing on, sets up rings again",
              "reqCallThreshold is 0") {
    bench.start();
    if (bench.probe(kSetupThreshold) != kFailed) bench.command(kSetupThreshold, {1});
    bench.expect_equal(bench.set_up(1, 1), 0, "SETUP_RINGS");
    bench.expect_equal(bench.state(24), 0, "reqCallThreshold");
    bench.serve(test_unit_ready());
    bench.expect_equal(bench.state(24), 0, "reqCallThreshold after a request");
}

}  // namespace pvscsim::conformance
