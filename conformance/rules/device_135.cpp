// SPDX-License-Identifier: Apache-2.0
// DEVICE-135, MUST: Never let msgProdIdx - msgConsIdx exceed E_msg; drop instead of overwriting.
// Source: QBB.
// Mutants: MUT-D82.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(135, never_overwrites_a_message, "41 changes for a ring of 32 that nobody reads",
              "msgProdIdx stays at 32, the first message as it was") {
    bench.start();
    bench.need_plugged();
    bench.replug(20);

    bench.expect_equal(bench.state(kMsgProdIdx), 32, "msgProdIdx");
    bench.expect_equal(bench.word(kMessagePage << 12), 0, "type of the first message");
    bench.expect_equal(bench.word((kMessagePage << 12) + 128), 1, "type of the second message");
}

}  // namespace pvscsim::conformance
