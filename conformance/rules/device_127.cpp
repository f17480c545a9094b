// SPDX-License-Identifier: Apache-2.0
// DEVICE-127, MUST: Deliver all causes on vector 0 when MSI-X is used with a single enabled vector.
// Source: LNX FBSD OSV NANOS.
// Mutants: MUT-O33.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(127, sends_everything_to_vector_0,
              "MSI-X with vector 0 alone unmasked; a completion, then a new disk",
              "vector 0's message for each, no other vector's") {
    constexpr std::uint32_t kTable = 0x6000;
    constexpr std::uint64_t kWords = kOther;  // where the vectors write, 16 bytes each
    const std::uint32_t at = bench.capability(0x11);
    if (at == 0) bench.skip("the device has no MSI-X");
    bench.start();
    bench.fill(kWords, 4096, 0);
    const std::uint32_t vectors = (bench.dut.read_config(at + 2, 2) & 0x7ffU) + 1;
    for (std::uint32_t i = 0; i < vectors; ++i) {
        bench.write(kTable + 16 * i, static_cast<std::uint32_t>(kWords + 16 * i));
        bench.write(kTable + 16 * i + 4, 0);
        bench.write(kTable + 16 * i + 8, 0x100 + i);
        bench.write(kTable + 16 * i + 12, i == 0 ? 0 : 1);
    }
    bench.dut.write_config(at + 2, 2, 0x8000);
    bench.write(kIntrMask, kCmpl0 | kMsg0);

    bench.serve(test_unit_ready());
    bench.settle();
    bench.expect_equal(bench.word(kWords), 0x100, "vector 0 after a completion");
    bench.fill(kWords, 4, 0);
    if (bench.probe(kSetupMsgRing) != kFailed) {
        bench.need_plugged();
        bench.expect_equal(bench.word(kWords), 0x100, "vector 0 after a new disk");
    }
    bench.expect(bench.holds(kWords + 4, 4092, 0), "another vector was used");
}

}  // namespace pvscsim::conformance
