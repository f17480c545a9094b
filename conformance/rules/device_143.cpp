// SPDX-License-Identifier: Apache-2.0
// DEVICE-143, SHOULD: In a simulation model, provide a test-only hook (not guest-visible) to
// preset all indices of freshly installed rings to any 32-bit value, so that wrap tests are
// feasible.
// Source: needed for DEVICE-052.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(143, lets_tests_preset_its_indices, "presets the indices of fresh rings",
              "they are what was asked for") {
    bench.start();
    bench.set_up(1, 1);
    if (!bench.dut.preset_indices(12345)) bench.skip("indices cannot be preset");
    bench.req_prod = bench.cmp_cons = 12345;
    bench.serve(test_unit_ready());
    bench.expect_equal(bench.state(kCmpProdIdx), 12346, "cmpProdIdx");
}

}  // namespace pvscsim::conformance
