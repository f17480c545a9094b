// SPDX-License-Identifier: Apache-2.0
// DEVICE-012, MUST: Report in INTR_STATUS bits 0-3 all pending causes irrespective of INTR_MASK,
// and 0 in bits 4-31.
// Source: SEA OVMF QBB.
// Mutants: MUT-D77.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(012, shows_a_cause_that_is_masked, "ends a request with INTR_MASK 0",
              "INTR_STATUS is exactly CMPL_0") {
    bench.start();
    bench.write(kIntrMask, 0);
    bench.serve(test_unit_ready());
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0, "INTR_STATUS");
}

}  // namespace pvscsim::conformance
