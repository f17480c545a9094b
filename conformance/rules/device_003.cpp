// SPDX-License-Identifier: Apache-2.0
// DEVICE-003, MUST: Make it the lowest-numbered memory BAR of any size, so that "first suitable
// BAR" searches find it.
// Source: LNX; FBSD NBSD NANOS OSV OBSD take the first of any size.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(003, has_the_registers_in_its_first_memory_bar, "reads the first BAR that is not I/O",
              "the registers are there") {
    const std::uint32_t decoding = bench.dut.read_config(4, 2);
    bench.dut.write_config(4, 2, decoding & ~3U);
    std::uint64_t first = 0;
    for (std::uint32_t at = 0x10; at < 0x28; at += 4) {
        const std::uint32_t old = bench.dut.read_config(at, 4);
        bench.dut.write_config(at, 4, 0xffffffff);
        const std::uint32_t size = bench.dut.read_config(at, 4);
        bench.dut.write_config(at, 4, old);
        const bool wide = (size & 7U) == 4;
        if (first == 0 && size != 0 && (size & 1U) == 0) first = old & ~15U;
        if (wide) at += 4;
    }
    bench.dut.write_config(4, 2, decoding);

    bench.expect_equal(first, bench.dut.register_base(), "first memory BAR");
}

}  // namespace pvscsim::conformance
