// SPDX-License-Identifier: Apache-2.0
// DEVICE-072, SHOULD: Honour ordered and head-of-queue tags relative to other requests of the same
// logical unit.
// Source: ILL OVT set them.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(072, holds_an_ordered_request_until_those_before_it_are_done,
              "a simple, an ordered and a simple slow read of one disk",
              "when the first is done the others are not, and each comes in its turn") {
    bench.start();
    for (std::uint64_t i = 1; i <= 3; ++i) {
        Ask ask = read10(0, 1, kData).at(1).with_context(i);
        if (i == 2) ask.tag = 0x22;
        bench.publish(ask);
    }
    bench.kick();
    for (std::uint64_t i = 1; i <= 3; ++i) {
        std::vector<Done> done = bench.take(1);
        bench.steps(15);
        for (const Done& more : bench.take(0)) done.push_back(more);
        bench.expect_equal(done.size(), 1, "completions at a time");
        if (done.size() != 1) return;
        bench.expect_equal(done[0].context, i, "context");
    }
}

}  // namespace pvscsim::conformance
