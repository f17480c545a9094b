// SPDX-License-Identifier: Apache-2.0
// DEVICE-046, SHOULD: Reject with -1 message page counts that are no power of two; if accepted, it
// MUST never touch a page that was not listed.
// Source: header; QBB accepts 3.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(046, refuses_message_pages_that_are_no_power_of_two, "SETUP_MSG_RING with 3 pages",
              "-1") {
    bench.start();
    bench.need_messages();
    bench.expect_equal(bench.command(kSetupMsgRing, bench.message_words(3)), kFailed, "3 pages");
}

}  // namespace pvscsim::conformance
