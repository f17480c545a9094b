// SPDX-License-Identifier: Apache-2.0
// DEVICE-035, SHOULD: Reject with -1 page counts that are not powers of two; if accepted, it MUST
// never touch a page that was not listed.
// Source: header; QBB shows the danger.
// Mutants: MUT-D09.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(035, refuses_numbers_of_pages_that_are_no_power_of_two,
              "sets up rings of 3 and of 5 pages", "-1") {
    bench.expect_equal(bench.set_up(3, 1), kFailed, "3/1");
    bench.expect_equal(bench.set_up(5, 5), kFailed, "5/5");
    bench.expect_equal(bench.set_up(1, 7), kFailed, "1/7");
}

PVS_RULE_TEST(035, touches_no_page_that_was_not_listed,
              "sets up a ring of 3 pages and serves 128 requests", "page 0 is not touched") {
    bench.command(kAdapterReset);
    if (bench.set_up(3, 3) == kFailed) return;
    bench.fill(0, 4096, 0xee);
    bench.request_entries = 128;
    bench.request_pages.push_back(0x3f0);
    for (int i = 0; i < 98; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    bench.expect(bench.holds(0, 4096, 0xee), "page 0 was written");
    bench.expect(bench.state(kReqConsIdx) <= 96,
                 "descriptors were taken from a page that was not listed");
}

}  // namespace pvscsim::conformance
