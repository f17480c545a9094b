// SPDX-License-Identifier: Apache-2.0
// DEVICE-049, MUST: Ignore kicks when no rings are installed.
// Source: QEMU (assert in early revisions).
// Mutants: MUT-D27.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(049, ignores_doorbells_without_rings, "kicks before SETUP_RINGS",
              "nothing happens; then the device works") {
    bench.command(kAdapterReset);
    bench.fill(0, 4096, 0xee);
    bench.write(kKickRw, 0);
    bench.write(kKickNonRw, 0);
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS");
    bench.expect(bench.holds(0, 4096, 0xee), "page 0 was written");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
}

}  // namespace pvscsim::conformance
