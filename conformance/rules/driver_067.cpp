// SPDX-License-Identifier: Apache-2.0
// DRIVER-067, MUST: Advance msgConsIdx over every entry, including unknown types and failed
// handling.
// Source: LNX FBSD OBSD.
// Mutants: MUT-R35.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(067, goes_on_behind_a_message_that_it_does_not_know,
                "a message of type 7, then one that a disk was added",
                "msgConsIdx passes both, and the disk is known") {
    bench.start();
    bench.need_messages();
    bench.device.post_message(7, 1);
    bench.settle();
    bench.device.post_message(0, 4);
    bench.settle();
    bench.expect_equal(bench.word(bench.device.state_addr + kMsgConsIdx), 2, "msgConsIdx");
    bench.expect(bench.unit_events.size() == 1 && bench.unit_events[0].target == 4,
                 std::to_string(bench.unit_events.size()) + " units are told");
}

}  // namespace pvscsim::conformance
