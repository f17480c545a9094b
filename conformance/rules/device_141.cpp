// SPDX-License-Identifier: Apache-2.0
// DEVICE-141, SHOULD: Re-post the final state of targets whose messages were dropped once space
// exists.
// Source: chosen.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(141, tells_the_final_state_once_there_is_room,
              "41 changes for a ring of 32; then all are consumed and acknowledged",
              "a message tells that the disk is there") {
    bench.start();
    bench.need_plugged();
    bench.replug(20);

    const std::uint32_t told = bench.state(kMsgProdIdx);
    bench.set_state(kMsgConsIdx, told);
    bench.write(kIntrStatus, kMsg0);
    bench.settle();
    bench.expect(bench.state(kMsgProdIdx) != told, "no message once there is room");
}

}  // namespace pvscsim::conformance
