// SPDX-License-Identifier: Apache-2.0
// DEVICE-084, MUST: On ADAPTER_RESET clear INTR_STATUS, deassert INTx, forget both ring sets,
// disable coalescing and drop any partial command.
// Source: QBB except.
// Mutants: MUT-D71, MUT-D72, MUT-O140, MUT-O141.
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

PVS_RULE_TEST(084, has_coalescing_off_after_an_adapter_reset,
              "coalescing on, ADAPTER_RESET, new rings, a slow read in flight",
              "reqCallThreshold stays 0") {
    bench.start();
    if (bench.probe(kSetupThreshold) == kFailed) bench.skip("the device has no threshold");
    bench.expect_equal(bench.command(kSetupThreshold, {1}), 1, "SETUP_REQCALLTHRESHOLD");
    bench.begin_slow(1, kData);
    bench.start();
    bench.begin_slow(2, kData);
    bench.begin_slow(3, kData + 4096);
    bench.expect_equal(bench.state(24), 0, "reqCallThreshold");
    bench.expect_equal(bench.take(2).size(), 2, "completions");
}

PVS_RULE_TEST(084, drops_a_command_that_has_not_all_its_words_at_an_adapter_reset,
              "SETUP_RINGS but for its last word, ADAPTER_RESET, then that word",
              "no rings are set up") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.write(kCommand, kSetupRings);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) bench.write(kCommandData, words[i]);
    bench.fill(kStatePage << 12, 64, 0xee);
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.write(kCommandData, words.back());
    bench.kick();
    bench.settle();
    bench.expect(bench.holds(kStatePage << 12, 64, 0xee), "the state page was written");
}

}  // namespace pvscsim::conformance
