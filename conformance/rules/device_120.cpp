// SPDX-License-Identifier: Apache-2.0
// DEVICE-120, MUST: Drive INTx as the level INTR_STATUS & INTR_MASK & 0xF != 0 while MSI and MSI-X
// are disabled and PCI INTx-disable is clear, re-evaluating after every change.
// Source: QBB.
// Mutants: MUT-O32, MUT-O93.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(120, drives_the_line_as_status_and_mask,
              "a pending cause, masks, acknowledgement, INTx disabled in PCI",
              "the line follows each change") {
    bench.start();
    bench.write(kIntrMask, 1);
    bench.expect(!bench.dut.line(), "the line is high without a cause");
    bench.serve(test_unit_ready());
    bench.expect(bench.dut.line(), "the line is low with a cause");
    bench.dut.write_config(4, 2, 0x406);
    bench.expect(!bench.dut.line(), "the line is high with INTx disabled");
    bench.dut.write_config(4, 2, 6);
    bench.expect(bench.dut.line(), "the line is low with INTx enabled again");
    bench.write(kIntrMask, 0);
    bench.expect(!bench.dut.line(), "the line is high with mask 0");
    bench.write(kIntrMask, 1);
    bench.expect(bench.dut.line(), "the line is low with mask 1 again");
    bench.write(kIntrStatus, 1);
    bench.expect(!bench.dut.line(), "the line is high after the acknowledgement");
}

PVS_RULE_TEST(
    120, keeps_the_line_low_while_messages_are_on,
    "a pending cause with the line up, MSI or MSI-X enabled, then disabled and INTR_MASK written",
    "the line is low meanwhile, also after one more completion, and high afterwards") {
    constexpr std::uint8_t kMsi = 5;
    constexpr std::uint8_t kMsix = 0x11;
    bench.start();
    bench.write(kIntrMask, 1);
    for (const std::uint8_t kind : {kMsi, kMsix}) {
        const std::uint32_t at = bench.capability(kind);
        if (at == 0) continue;
        const std::uint32_t bit = kind == kMsi ? 1U : 0x8000U;
        const std::string name = kind == kMsi ? "MSI" : "MSI-X";
        bench.write(kIntrStatus, 1);
        bench.serve(test_unit_ready());
        bench.expect(bench.dut.line(), "the line is low with a cause");
        if (kind == kMsi) bench.need_msi();
        const std::uint32_t old = bench.dut.read_config(at + 2, 2) & ~bit;
        bench.dut.write_config(at + 2, 2, old | bit);
        bench.expect(!bench.dut.line(), "the line is high with " + name);
        bench.serve(test_unit_ready());
        bench.settle();
        bench.expect(!bench.dut.line(), "the line has risen with " + name);
        bench.dut.write_config(at + 2, 2, old);
        bench.write(kIntrMask, 1);
        bench.expect(bench.dut.line(), "the line is low without " + name);
    }
}

}  // namespace pvscsim::conformance
