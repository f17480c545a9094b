// SPDX-License-Identifier: Apache-2.0
// DEVICE-043, MUST: Consider the message ring uninstalled after SETUP_RINGS until SETUP_MSG_RING
// succeeds again.
// Source: chosen.
// Mutants: MUT-D15.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(043, has_no_message_ring_after_new_rings,
              "sets up rings again after a message ring, plugs a disk in", "no message") {
    bench.start();
    bench.need_messages();
    bench.expect_equal(bench.set_up(1, 1), 0, "SETUP_RINGS");
    bench.fill(kMessagePage << 12, 4096, 0x5a);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect(bench.holds(kMessagePage << 12, 4096, 0x5a), "a message was written");
    bench.expect_equal(bench.read(kIntrStatus) & kMsg0, 0, "MSG_0");
    bench.expect_equal(bench.state(kMsgProdIdx), 0, "msgProdIdx");
}

}  // namespace pvscsim::conformance
