// SPDX-License-Identifier: Apache-2.0
// DEVICE-011, MUST: After FLR, conventional reset or power-on: INTR_STATUS=0, INTR_MASK=0,
// COMMAND_STATUS=0, no rings, no message ring, nothing in flight.
// Source: chosen.
// Mutants: MUT-D73.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(011, forgets_everything_at_a_reset_of_the_machine,
              "resets the machine with rings, a mask and a pending cause",
              "registers 0, no rings") {
    bench.start();
    bench.write(kIntrMask, 15);
    bench.serve(test_unit_ready());
    if (!bench.dut.reset_machine()) bench.skip("the machine cannot be reset");
    bench.expect_equal(bench.read(kIntrMask) & 15U, 0, "INTR_MASK");
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS");
    bench.expect_equal(bench.read(kCommandStatus), 0, "COMMAND_STATUS");
    bench.expect(!bench.dut.line(), "the interrupt line is high");
    const std::uint32_t before = bench.state(kCmpProdIdx);
    bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), before, "cmpProdIdx after a kick");
}

}  // namespace pvscsim::conformance
