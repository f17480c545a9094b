// SPDX-License-Identifier: Apache-2.0
// DEVICE-003, MUST: Make it the lowest-numbered memory BAR of any size, so that "first suitable
// BAR" searches find it.
// Source: LNX; FBSD NBSD NANOS OSV OBSD take the first of any size.
// Mutants: MUT-O03.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(003, has_the_registers_in_its_first_memory_bar, "reads the first BAR that is not I/O",
              "the registers are there") {
    const std::vector<MemoryBar> bars = bench.memory_bars();
    bench.expect_equal(bars.empty() ? 0 : bars[0].base, bench.dut.register_base(),
                       "first memory BAR");
    bench.write(kIntrMask, 5);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
}

}  // namespace pvscsim::conformance
