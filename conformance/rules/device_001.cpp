// SPDX-License-Identifier: Apache-2.0
// DEVICE-001, MUST: Present vendor 0x15AD, device 0x07C0.
// Source: all drivers.
// Mutants: MUT-O01.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(001, has_the_ids_that_drivers_look_for, "reads vendor and device id",
              "15ad and 07c0") {
    bench.expect_equal(bench.dut.read_config(0, 2), 0x15ad, "vendor");
    bench.expect_equal(bench.dut.read_config(2, 2), 0x07c0, "device");
}

}  // namespace pvscsim::conformance
