// SPDX-License-Identifier: Apache-2.0
// DEVICE-082, MUST: After ADAPTER_RESET completes, perform no DMA to any previously configured
// ring, SG list, data or sense buffer.
// Source: LNX comment; OVMF frees memory.
// Mutants: MUT-D70.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(082, leaves_memory_alone_after_an_adapter_reset,
              "a slow read in flight, ADAPTER_RESET, waits", "neither data nor rings are written") {
    bench.start();
    bench.begin_slow(1, kData);
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.fill(kData, 512, 0x5a);
    bench.fill(kStatePage << 12, 4096, 0x5a);
    bench.fill(kCompletionPage << 12, 4096, 0x5a);
    bench.kick();
    bench.dut.wait_slow();
    bench.expect(bench.holds(kData, 512, 0x5a), "data was written");
    bench.expect(bench.holds(kStatePage << 12, 4096, 0x5a), "the state page was written");
    bench.expect(bench.holds(kCompletionPage << 12, 4096, 0x5a), "a completion was written");
}

}  // namespace pvscsim::conformance
