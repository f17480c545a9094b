// SPDX-License-Identifier: Apache-2.0
// DEVICE-022, MUST: Let surplus COMMAND_DATA writes change nothing except COMMAND_STATUS.
// Source: QBB.
// Mutants: MUT-D22, MUT-D24, MUT-O111, MUT-O112.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(022, lets_surplus_words_change_nothing,
              "writes five words after SETUP_RINGS, after RESET_DEVICE and after ABORT_CMD",
              "rings and mask work as before, no unit is reset again") {
    const auto too_many = [&bench] {
        for (std::uint32_t i = 0; i < 5; ++i) bench.write(kCommandData, 8 + i);
    };
    bench.start();  // ends with SETUP_RINGS, the longest command
    bench.write(kIntrMask, 5);
    too_many();
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.expect_equal(bench.reset_device(0), 0, "RESET_DEVICE");
    bench.serve(test_unit_ready());  // takes the unit attention
    too_many();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.abort(99, 0);
    too_many();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
}

PVS_RULE_TEST(022, does_not_set_up_messages_again_for_surplus_words,
              "a message is taken; five words after SETUP_MSG_RING; then the disk is removed",
              "the indices are as they were, and the message comes into the next slot") {
    bench.start();
    bench.need_plugged();
    bench.set_state(kMsgConsIdx, 1);
    for (std::uint32_t i = 0; i < 5; ++i) bench.write(kCommandData, 1);
    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx");
    bench.expect_equal(bench.state(kMsgConsIdx), 1, "msgConsIdx");
    bench.dut.unplug(7);
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 2, "msgProdIdx with one more message");
}

PVS_RULE_TEST(022, writes_no_page_again_for_surplus_words, "six words and five more for CONFIG",
              "the page that was overwritten since is left alone") {
    bench.start();
    const auto addr = static_cast<std::uint32_t>(kOther);
    if (bench.command(kConfig, {addr, 0, 0, 0x2120, 0x1958, 0}) == kFailed) {
        bench.skip("the device has no CONFIG");
    }
    bench.fill(kOther, 4096, 0xee);
    for (std::uint32_t i = 0; i < 5; ++i) bench.write(kCommandData, 0);
    bench.expect(bench.holds(kOther, 4096, 0xee), "the page was written again");
}

}  // namespace pvscsim::conformance
