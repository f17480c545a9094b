// SPDX-License-Identifier: Apache-2.0
// DEVICE-048, MUST: Answer -1 to the SETUP_MSG_RING probe if the message ring is not supported at
// all.
// Source: header.
// Mutants: MUT-O20.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(048, says_at_the_probe_whether_it_has_a_message_ring,
              "probes SETUP_MSG_RING, then sends it whole",
              "-1 to both, or a ring that messages come to") {
    bench.start();
    const bool promised = bench.probe(kSetupMsgRing) != kFailed;
    const bool kept = bench.command(kSetupMsgRing, bench.message_words(1)) != kFailed;
    bench.expect(promised == kept, promised ? "the probe was good, the command failed"
                                            : "the probe failed, the command did not");
    if (!bench.dut.plug(7)) return;
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), promised ? 1 : 0, "msgProdIdx");
}

}  // namespace pvscsim::conformance
