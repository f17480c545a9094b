// SPDX-License-Identifier: Apache-2.0
// DEVICE-044, MUST: Treat SETUP_MSG_RING without installed rings as having no memory effect and no
// later message delivery; any status is allowed.
// Source: header QBB.
// Mutants: MUT-O17.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(044, has_no_message_ring_without_rings,
              "SETUP_MSG_RING after a reset, then a disk is plugged in", "memory is not touched") {
    bench.command(kAdapterReset);
    if (bench.probe(kSetupMsgRing) == kFailed) bench.skip("the device has no message ring");
    bench.fill(kStatePage << 12, 4096, 0x5a);
    bench.command(kSetupMsgRing, bench.message_words(1));
    bench.fill(kMessagePage << 12, 4096, 0x5a);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect(bench.holds(kStatePage << 12, 4096, 0x5a), "a state page was written");
    bench.expect(bench.holds(kMessagePage << 12, 4096, 0x5a), "a message was written");
}

}  // namespace pvscsim::conformance
