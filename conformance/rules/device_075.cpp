// SPDX-License-Identifier: Apache-2.0
// DEVICE-075, MUST: Return 0 for an ABORT_CMD with an unknown context and post nothing for that
// context.
// Source: QBB.
// Mutants: MUT-D66, MUT-O63.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(075, answers_0_to_the_abort_of_nobody, "aborts a context that no request has",
              "0, no completion") {
    bench.start();
    const std::uint32_t before = bench.state(kCmpProdIdx);
    bench.expect_equal(bench.abort(999, 0), 0, "ABORT_CMD");
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), before, "cmpProdIdx");
}

}  // namespace pvscsim::conformance
