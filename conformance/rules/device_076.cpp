// SPDX-License-Identifier: Apache-2.0
// DEVICE-076, MUST: Compare all 64 bits of the abort context.
// Source: QBB.
// Mutants: MUT-D65.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(076, compares_all_64_bits_of_the_context,
              "aborts the low half of a context in flight", "the request ends well") {
    bench.start();
    bench.begin_slow(0x100000001);
    bench.expect_equal(bench.abort(1, 1), 0, "ABORT_CMD");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kSuccess, kGood, "the request");
}

}  // namespace pvscsim::conformance
