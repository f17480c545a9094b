// SPDX-License-Identifier: Apache-2.0
// DEVICE-045, MUST: Reject with -1 message page counts of 0 or above 16, keeping the earlier
// message ring state.
// Source: QEMU QBB.
// Mutants: MUT-O18.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(045, refuses_no_message_pages_and_too_many,
              "SETUP_MSG_RING with 0 and 17 pages, with a ring of one there",
              "-1, and the earlier ring gets messages") {
    bench.start();
    bench.need_messages();
    std::vector<std::uint32_t> words(34, static_cast<std::uint32_t>(kOtherPage));
    for (const std::uint32_t pages : {0U, 17U, 0xffffffffU}) {
        words[0] = pages;
        bench.expect_equal(bench.command(kSetupMsgRing, words), kFailed, std::to_string(pages));
    }
    if (!bench.dut.plug(7)) return;
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx");
    bench.expect_equal(bench.word((kMessagePage << 12) + 8), 7, "target of the message");
}

}  // namespace pvscsim::conformance
