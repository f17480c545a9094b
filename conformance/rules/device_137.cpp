// SPDX-License-Identifier: Apache-2.0
// DEVICE-137, MUST: Make a hot-added target answer commands before its ADDED message is visible.
// Source: QEMU; LNX scans immediately.
// Mutants: MUT-D83.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(137, answers_for_a_disk_before_it_tells_of_it,
              "a disk is plugged in; INQUIRY as soon as the message is there", "the disk answers") {
    bench.start();
    bench.need_messages();
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    for (int i = 0; i < 30 && bench.state(kMsgProdIdx) == 0; ++i) bench.dut.step();

    bench.expect_equal(bench.state(kMsgProdIdx), 1, "msgProdIdx");
    bench.expect_ended(bench.serve(inquiry(kData, 36, 36).at(7)), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
