// SPDX-License-Identifier: Apache-2.0
// DEVICE-084, MUST: On ADAPTER_RESET clear INTR_STATUS, deassert INTx, forget both ring sets,
// disable coalescing and drop any partial command.
// Source: QBB except.
// Mutants: MUT-D71, MUT-D72.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(084, has_no_interrupt_after_an_adapter_reset,
              "an interrupt pending and a slow read in flight, ADAPTER_RESET",
              "INTR_STATUS 0, the line low") {
    bench.start();
    bench.write(kIntrMask, 15);
    bench.serve(test_unit_ready());
    bench.expect(bench.dut.line(), "the interrupt line is low after a completion");
    bench.begin_slow(1, kData);
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS");
    bench.expect(!bench.dut.line(), "the interrupt line is high");
}

PVS_RULE_TEST(084, forgets_rings_and_messages_at_an_adapter_reset,
              "ADAPTER_RESET, then a doorbell and a disk plugged in", "nothing is written") {
    bench.start();
    bench.need_messages();
    bench.publish(test_unit_ready());
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.fill(kMessagePage << 12, 4096, 0x5a);
    bench.fill(kCompletionPage << 12, 4096, 0x5a);
    bench.kick();
    bench.dut.plug(7);
    bench.settle();
    bench.expect(bench.holds(kMessagePage << 12, 4096, 0x5a), "a message was written");
    bench.expect(bench.holds(kCompletionPage << 12, 4096, 0x5a), "a completion was written");
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS");
}

}  // namespace pvscsim::conformance
