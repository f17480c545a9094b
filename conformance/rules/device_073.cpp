// SPDX-License-Identifier: Apache-2.0
// DEVICE-073, MUST: Execute ABORT_CMD so that the matching in-flight request (of several equal
// contexts the oldest match only) completes exactly once, with ABORTQUEUE unless it had already
// finished, and affects no other request.
// Source: QBB LNX.
// Mutants: MUT-D67, MUT-O134.
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

PVS_RULE_TEST(073, leaves_a_finished_request_as_it_ended,
              "aborts a request whose completion is there and not consumed",
              "one completion, SUCCESS") {
    bench.start();
    bench.begin_slow(6, kData);
    bench.publish(test_unit_ready().with_context(5));
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.abort(5, 0), 0, "ABORT_CMD");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) {
        bench.expect_ended(one, kSuccess, kGood, "request " + std::to_string(one.context));
    }
}

}  // namespace pvscsim::conformance
