// SPDX-License-Identifier: Apache-2.0
// DEVICE-077, SHOULD: Post the ABORTQUEUE completion within 2 s.
// Source: LNX FBSD wait 2 s.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(077, ends_an_aborted_request_soon, "aborts a slow read in flight",
              "its completion with ABORTQUEUE, long before the read would have ended") {
    bench.start();
    bench.begin_slow(1);
    bench.expect_equal(bench.abort(1, 1), 0, "ABORT_CMD");
    bench.steps(10);
    const std::vector<Done> done = bench.take(0);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kAbortQueue, kGood, "the aborted read");
}

}  // namespace pvscsim::conformance
