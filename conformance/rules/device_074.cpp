// SPDX-License-Identifier: Apache-2.0
// DEVICE-074, SHOULD: Fetch all published requests before executing ABORT_CMD, RESET_DEVICE or
// RESET_BUS; MUST if coalescing is enabled.
// Source: LNX kicks before resets but not before aborts; QBB does not fetch.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(074, fetches_what_was_published_before_an_abort,
              "publishes a request, aborts it without a doorbell, then kicks", "ABORTQUEUE") {
    bench.start();
    bench.publish(read10(0, 1, kData).at(1).with_context(9));
    bench.expect_equal(bench.abort(9, 1), 0, "ABORT_CMD");
    bench.kick();
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kAbortQueue, kGood, "the request");
}

}  // namespace pvscsim::conformance
