// SPDX-License-Identifier: Apache-2.0
// DEVICE-126, MUST: Set CMPL_0 only when at least one new completion is visible, and MSG_0 only
// when at least one new message is visible.
// Source: SEA OVMF.
// Mutants: MUT-D80, MUT-O118.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(126, sets_a_bit_only_for_something_new,
              "doorbells without requests, then acknowledges and waits", "INTR_STATUS stays 0") {
    bench.start();
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS after a doorbell");
    bench.serve(test_unit_ready());
    bench.write(kIntrStatus, kCmpl0);
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS after the acknowledgement");
}

PVS_RULE_TEST(126, sets_msg_0_only_for_a_message_that_can_be_seen,
              "a message ring is filled, MSG_0 acknowledged; a disk is removed",
              "MSG_0 stays 0, as there is no room") {
    bench.start();
    bench.need_plugged();
    bench.replug(16);
    const std::uint32_t told = bench.state(kMsgProdIdx);
    bench.write(kIntrStatus, kMsg0);
    bench.dut.unplug(7);
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), told, "msgProdIdx");
    bench.expect_equal(bench.read(kIntrStatus) & kMsg0, 0, "MSG_0");
}

}  // namespace pvscsim::conformance
