// SPDX-License-Identifier: Apache-2.0
// DEVICE-014, MUST: Treat INTR_MASK bit n = 1 as enabling cause n, for n = 0..3.
// Source: all.
// Mutants: MUT-D79.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(014, takes_a_one_in_the_mask_for_enabled, "a completion is pending; writes masks",
              "the line is high only with bit 0 set") {
    bench.start();
    bench.write(kIntrMask, 0);
    bench.serve(test_unit_ready());
    bench.expect(!bench.dut.line(), "the line is high with mask 0");
    bench.write(kIntrMask, 1);
    bench.expect(bench.dut.line(), "the line is low with mask 1");
    bench.write(kIntrMask, 14);
    bench.expect(!bench.dut.line(), "the line is high with mask 14");
    bench.expect_equal(bench.read(kIntrMask) & 15U, 14, "INTR_MASK");
}

}  // namespace pvscsim::conformance
