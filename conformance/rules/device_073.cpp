// SPDX-License-Identifier: Apache-2.0
// DEVICE-073, MUST: Execute ABORT_CMD so that the matching in-flight request (of several equal
// contexts the oldest match only) completes exactly once, with ABORTQUEUE unless it had already
// finished, and affects no other request.
// Source: QBB LNX.
// Mutants: MUT-D67.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(073, aborts_exactly_the_request_that_is_named,
              "three slow reads in flight, aborts the second",
              "ABORTQUEUE for it, the others end well, each once") {
    bench.start();
    for (std::uint64_t context = 1; context <= 3; ++context) {
        bench.begin_slow(context, kData + 4096 * context);
    }
    bench.expect_equal(bench.abort(2, 1), 0, "ABORT_CMD");
    const std::vector<Done> done = bench.take(3);
    bench.expect_equal(done.size(), 3, "completions");
    for (const Done& one : done) {
        bench.expect_ended(one, one.context == 2 ? kAbortQueue : kSuccess, kGood,
                           "request " + std::to_string(one.context));
    }
}

}  // namespace pvscsim::conformance
