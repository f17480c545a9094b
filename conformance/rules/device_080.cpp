// SPDX-License-Identifier: Apache-2.0
// DEVICE-080, MUST: Answer -1 to RESET_DEVICE of an absent unit without side effects.
// Source: chosen.
// Mutants: MUT-D97.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(080, refuses_to_reset_a_target_that_is_not_there, "RESET_DEVICE of target 5", "-1") {
    bench.start();
    bench.expect_equal(bench.reset_device(5), kFailed, "RESET_DEVICE");
}

PVS_RULE_TEST(080, refuses_to_reset_a_unit_that_is_not_there,
              "RESET_DEVICE of LUN 1 with a read of LUN 0 in flight",
              "-1, and the read ends well") {
    bench.start();
    bench.begin_slow(1);
    bench.expect_equal(bench.reset_device(1, 1), kFailed, "RESET_DEVICE");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kSuccess, kGood, "the read");
}

}  // namespace pvscsim::conformance
