// SPDX-License-Identifier: Apache-2.0
// DEVICE-005, MUST: If MSI-X is advertised, locate its table at BAR offset 0x6000 and its PBA at
// 0x7000 of the register BAR.
// Source: ESX, QEMU note on Windows.
// Mutants: MUT-O04.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(005, has_the_tables_of_msix_in_the_register_bar, "reads the MSI-X capability",
              "table at 6000 and pending bits at 7000 of the register BAR") {
    const std::uint32_t at = bench.capability(0x11);
    if (at == 0) bench.skip("the device has no MSI-X");
    const std::uint32_t table = bench.dut.read_config(at + 4, 4);
    const std::uint32_t pending = bench.dut.read_config(at + 8, 4);
    bench.expect_equal(table & ~7U, 0x6000, "offset of the table");
    bench.expect_equal(pending & ~7U, 0x7000, "offset of the pending bits");
    bench.expect_equal(table & 7U, pending & 7U, "BAR of both");
    bench.expect_equal(bench.dut.read_config(0x10 + 4 * (table & 7U), 4) & ~15U,
                       bench.dut.register_base(), "place of that BAR");
}

}  // namespace pvscsim::conformance
