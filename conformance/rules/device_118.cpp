// SPDX-License-Identifier: Apache-2.0
// DEVICE-118, MAY: Complete requests out of order, except as task attributes require.
// Source: all.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(118, completes_in_any_order_but_each_request_once,
              "a slow read, then two requests to the other disk",
              "three completions, each with a context of its own") {
    bench.start();
    bench.begin_slow(1);
    bench.publish(test_unit_ready().with_context(2));
    bench.publish(inquiry(kOther, 36, 36).with_context(3));
    bench.kick();
    std::vector<Done> done = bench.take(3);
    std::uint64_t seen = 0;
    for (const Done& one : done) {
        bench.expect_ended(one, one.host_status == kDataRun ? kDataRun : kSuccess, kGood,
                           "a request");
        seen |= 1ULL << (one.context & 63U);
    }
    bench.expect_equal(done.size(), 3, "completions");
    bench.expect_equal(seen, 0xe, "contexts");
}

}  // namespace pvscsim::conformance
