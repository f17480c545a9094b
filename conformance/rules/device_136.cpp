// SPDX-License-Identifier: Apache-2.0
// DEVICE-136, MUST: Base its message producer position on internal state, not on the guest-visible
// msgProdIdx.
// Source: QBB partly.
// Mutants: MUT-D106.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(136, keeps_its_own_message_index,
              "a full ring, the guest writes 0 to msgProdIdx, one more change",
              "the messages stay as they were") {
    bench.start();
    bench.need_plugged();
    bench.replug(20);

    const std::vector<std::uint8_t> before = bench.bytes(kMessagePage << 12, 4096);
    bench.set_state(kMsgProdIdx, 0);
    bench.dut.unplug(7);
    bench.settle();
    bench.expect(bench.bytes(kMessagePage << 12, 4096) == before, "a message was overwritten");
    bench.expect(bench.state(kMsgProdIdx) == 0, "a message was posted into a full ring");
}

}  // namespace pvscsim::conformance
