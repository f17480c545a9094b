// SPDX-License-Identifier: Apache-2.0
// DEVICE-140, MUST: Not touch message memory when no message ring is installed, after any reset,
// or after state restore without ring information.
// Source: chosen.
// Mutants: MUT-D85.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(140, writes_no_message_without_a_message_ring,
              "rings without a message ring; a disk is plugged in",
              "neither page 0 nor the state page nor INTR_STATUS change") {
    bench.start();
    bench.fill(0, 4096, 0xee);
    bench.fill((kStatePage << 12) + 28, 4096 - 28, 0xa5);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect(bench.holds(0, 4096, 0xee), "page 0 was written");
    bench.expect(bench.holds((kStatePage << 12) + 28, 4096 - 28, 0xa5),
                 "the state page was written");
    bench.expect_equal(bench.read(kIntrStatus) & kMsg0, 0, "MSG_0");
}

}  // namespace pvscsim::conformance
