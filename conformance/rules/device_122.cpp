// SPDX-License-Identifier: Apache-2.0
// DEVICE-122, MUST: Set the status bit in MSI and MSI-X modes as well.
// Source: FBSD NBSD.
// Mutants: MUT-D75.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(122, sets_the_status_bit_with_messages_too, "a completion with MSI enabled",
              "CMPL_0 is set") {
    bench.start();
    bench.need_msi();
    bench.write(kIntrMask, 1);
    bench.serve(test_unit_ready());
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0, "INTR_STATUS");
}

}  // namespace pvscsim::conformance
