// SPDX-License-Identifier: Apache-2.0
// DEVICE-088, MUST: If writing a completion descriptor or index fails, continue running and lose
// only that ring.
// Source: hostile guest.
// Mutants: MUT-O26, MUT-O109.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(088, survives_a_completion_ring_that_is_not_there,
              "a completion ring where there is no memory", "the device goes on; new rings work") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[68] = 0x30000;
    bench.set_up_with(words);
    bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in new rings");
}

PVS_RULE_TEST(088, goes_on_with_messages_when_completions_are_lost,
              "a completion ring where there is no memory; then a disk is plugged in",
              "its message arrives") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[68] = kNowhere >> 12;
    bench.set_up_with(words);
    bench.need_messages();
    bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx");
    bench.expect_equal(bench.word((kMessagePage << 12) + 8), 7, "target");
}

}  // namespace pvscsim::conformance
