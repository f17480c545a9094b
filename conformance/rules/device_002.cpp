// SPDX-License-Identifier: Apache-2.0
// DEVICE-002, MUST: Expose one memory BAR of exactly 32 KiB containing the register file at its
// offsets.
// Source: ILL (exact), LNX (>=), OBSD.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(002, has_one_memory_bar_of_32_kib, "sizes every BAR",
              "exactly one memory BAR, of 32 KiB, at which registers answer") {
    const std::uint32_t decoding = bench.dut.read_config(4, 2);
    bench.dut.write_config(4, 2, decoding & ~3U);
    std::uint32_t count = 0;
    for (std::uint32_t at = 0x10; at < 0x28; at += 4) {
        const std::uint32_t old = bench.dut.read_config(at, 4);
        bench.dut.write_config(at, 4, 0xffffffff);
        const std::uint32_t size = bench.dut.read_config(at, 4);
        bench.dut.write_config(at, 4, old);
        const bool wide = (size & 7U) == 4;
        if (size == 0 || (size & 1U) != 0) continue;
        ++count;
        bench.expect_equal(~(size & ~15U) + 1, 0x8000, "size of the memory BAR");
        if (wide) at += 4;
    }
    bench.dut.write_config(4, 2, decoding);

    bench.expect_equal(count, 1, "memory BARs");
    bench.write(kIntrMask, 5);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
}

}  // namespace pvscsim::conformance
