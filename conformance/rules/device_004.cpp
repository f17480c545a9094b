// SPDX-License-Identifier: Apache-2.0
// DEVICE-004, SHOULD: Place it at BAR0 in the default profile.
// Source: SEA OVMF FNX.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(004, has_the_registers_in_bar_0, "reads BAR 0", "the registers are there") {
    bench.expect_equal(bench.dut.read_config(0x10, 4) & ~15U, bench.dut.register_base(), "BAR 0");
}

}  // namespace pvscsim::conformance
