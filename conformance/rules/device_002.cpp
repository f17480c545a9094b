// SPDX-License-Identifier: Apache-2.0
// DEVICE-002, MUST: Expose one memory BAR of exactly 32 KiB containing the register file at its
// offsets.
// Source: ILL (exact), LNX (>=), OBSD.
// Mutants: MUT-O02.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(002, has_one_memory_bar_of_32_kib, "sizes every BAR",
              "exactly one memory BAR, of 32 KiB, at which registers answer") {
    const std::vector<MemoryBar> bars = bench.memory_bars();
    bench.expect_equal(bars.size(), 1, "memory BARs");
    for (const MemoryBar& bar : bars) {
        bench.expect_equal(bar.bytes, 0x8000, "size of the memory BAR");
    }
    bench.write(kIntrMask, 5);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
}

}  // namespace pvscsim::conformance
