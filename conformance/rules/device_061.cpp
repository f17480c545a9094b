// SPDX-License-Identifier: Apache-2.0
// DEVICE-061, MUST: Accept several outstanding requests with equal contexts and complete each
// once; an abort ends the oldest match only (DEVICE-073).
// Source: hostile guest; SEA and AXN reuse one context, one at a time.
// Mutants: MUT-O23.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(061, serves_several_requests_with_one_context, "three requests with the same context",
              "three completions") {
    bench.start();
    for (int i = 0; i < 3; ++i) bench.publish(test_unit_ready().with_context(5));
    bench.kick();
    const std::vector<Done> done = bench.take(3);
    bench.expect_equal(done.size(), 3, "completions");
    for (const Done& one : done) bench.expect_equal(one.context, 5, "context");
}

PVS_RULE_TEST(061, aborts_the_oldest_of_equal_contexts,
              "two slow reads with one context, their data in two places; an abort",
              "one ends with ABORTQUEUE, and the data of the second comes") {
    bench.start();
    bench.fill(kOther, 512, 0xee);
    bench.publish(read10(0, 1, kData).at(1).with_context(5));
    bench.begin_slow(5, kOther);
    bench.abort(5, 1);
    std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    if (done.size() != 2) return;
    bench.expect_ended(done[0], kAbortQueue, kGood, "the aborted read");
    bench.expect_ended(done[1], kSuccess, kGood, "the other read");
    bench.expect(!bench.holds(kOther, 16, 0xee), "the data of the newer read did not come");
}

}  // namespace pvscsim::conformance
