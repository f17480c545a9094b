// SPDX-License-Identifier: Apache-2.0
// DEVICE-061, MUST: Accept several outstanding requests with equal contexts and complete each
// once; an abort ends the oldest match only (DEVICE-073).
// Source: hostile guest; SEA and AXN reuse one context, one at a time.
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

}  // namespace pvscsim::conformance
