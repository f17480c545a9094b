// SPDX-License-Identifier: Apache-2.0
// DEVICE-142, MUST: If state save/restore is offered, include every ring address, mask, index, the
// message ring and the interrupt registers.
// Source: chosen.
// Mutants: MUT-O36, MUT-O94, MUT-O95.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

static void device_142_move(Bench& bench) {
    if (!bench.dut.save_and_restore()) bench.skip("the device's state cannot be saved");
}

PVS_RULE_TEST(142, goes_on_from_a_saved_state,
              "saves and restores the state with a slow read in flight and an interrupt pending",
              "registers are as they were, the read ends once, the rings go on") {
    bench.start();
    bench.write(kIntrMask, kCmpl0 | kMsg0);
    bench.serve(test_unit_ready());
    bench.begin_slow(7, kData);
    device_142_move(bench);
    bench.expect_equal(bench.read(kIntrMask) & 15U, kCmpl0 | kMsg0, "INTR_MASK");
    bench.expect_equal(bench.read(kIntrStatus) & kCmpl0, kCmpl0, "INTR_STATUS");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_equal(done[0].context, 7, "context");
    bench.expect_ended(bench.serve(inquiry(kOther, 36, 36)), kSuccess, kGood, "INQUIRY");
}

PVS_RULE_TEST(142, goes_on_with_the_message_ring_too,
              "saves and restores the state after one message; then the disk is removed",
              "the second message is in the second slot, and only there") {
    bench.start();
    bench.need_plugged();
    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx before");
    bench.set_state(kMsgConsIdx, 1);
    device_142_move(bench);
    const std::uint64_t at = kMessagePage << 12;
    bench.fill(at, 4096, 0xee);
    bench.dut.unplug(7);
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 2, "msgProdIdx");
    bench.expect_equal(bench.word(at + 128), 1, "type");
    bench.expect_equal(bench.word(at + 136), 7, "target");
    bench.expect(bench.holds(at, 128, 0xee), "the first slot was written");
}

PVS_RULE_TEST(142, goes_on_with_the_indices_where_they_were,
              "ten requests end; the state is saved and restored; twenty more requests",
              "each ends once, in the slot that is its turn") {
    bench.start();
    for (std::uint64_t i = 0; i < 10; ++i) bench.publish(test_unit_ready().with_context(i));
    bench.kick();
    bench.settle();
    device_142_move(bench);
    for (std::uint64_t i = 10; i < 30; ++i) bench.publish(test_unit_ready().with_context(i));
    bench.kick();
    const std::vector<Done> done = bench.take(30);
    bench.expect_equal(done.size(), 30, "completions");
    for (std::uint64_t i = 0; i < done.size(); ++i) {
        bench.expect_equal(done[i].context, i, "context");
    }
    bench.expect_equal(bench.state(kReqConsIdx), bench.req_prod, "reqConsIdx");
}

PVS_RULE_TEST(142, keeps_the_message_ring,
              "saves and restores the state with a message ring; then a disk is plugged in",
              "the message is in the ring, and page 0 is as it was") {
    bench.start();
    bench.need_messages();
    bench.fill(0, 4096, 0xee);
    device_142_move(bench);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect(bench.holds(0, 4096, 0xee), "page 0 was written");
    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx");
    bench.expect_equal(bench.word((kMessagePage << 12) + 8), 7, "target of the message");
}

PVS_RULE_TEST(142, can_be_saved_whatever_it_was_asked,
              "an INQUIRY flagged as a write; the state is saved and restored",
              "the device lives, and another request is served") {
    bench.start();
    bench.publish(inquiry(kData, 36, 36).with_flags(kToDevice));
    bench.kick();
    bench.settle();
    device_142_move(bench);
    bench.take(1);
    bench.expect_ended(bench.serve(inquiry(kOther, 36, 36)), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
