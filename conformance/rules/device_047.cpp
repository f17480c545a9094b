// SPDX-License-Identifier: Apache-2.0
// DEVICE-047, MUST: On success of SETUP_MSG_RING write 0 to msgProdIdx and msgConsIdx and the log2
// size, and nothing else.
// Source: QBB.
// Mutants: MUT-O19.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(047, writes_the_message_indices_and_nothing_else,
              "SETUP_MSG_RING over a state page full of rubbish",
              "indices 0, the size, nothing else") {
    bench.start();
    if (bench.probe(kSetupMsgRing) == kFailed) bench.skip("the device has no message ring");
    bench.fill((kStatePage << 12) + 28, 4096 - 28, 0xa5);
    bench.expect(bench.command(kSetupMsgRing, bench.message_words(2)) != kFailed, "it failed");
    bench.expect_equal(bench.state(kMsgProdIdx), 0, "msgProdIdx");
    bench.expect_equal(bench.state(kMsgConsIdx), 0, "msgConsIdx");
    bench.expect_equal(bench.state(136), 6, "msgNumEntriesLog2");
    bench.expect(bench.holds((kStatePage << 12) + 28, 100, 0xa5), "bytes before were written");
    bench.expect(bench.holds((kStatePage << 12) + 140, 3956, 0xa5), "bytes behind were written");
}

}  // namespace pvscsim::conformance
