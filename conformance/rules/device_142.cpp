// SPDX-License-Identifier: Apache-2.0
// DEVICE-142, MUST: If state save/restore is offered, include every ring address, mask, index, the
// message ring and the interrupt registers.
// Source: chosen.
// Mutants: MUT-O36.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(142, goes_on_from_a_saved_state,
              "saves and restores the state with a slow read in flight and an interrupt pending",
              "registers are as they were, the read ends once, the rings go on") {
    bench.start();
    bench.write(kIntrMask, kCmpl0 | kMsg0);
    bench.serve(test_unit_ready());
    bench.begin_slow(7, kData);
    if (!bench.dut.save_and_restore()) bench.skip("the device's state cannot be saved");
    bench.expect_equal(bench.read(kIntrMask) & 15U, kCmpl0 | kMsg0, "INTR_MASK");
    bench.expect_equal(bench.read(kIntrStatus) & kCmpl0, kCmpl0, "INTR_STATUS");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_equal(done[0].context, 7, "context");
    bench.expect_ended(bench.serve(inquiry(kOther, 36, 36)), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
