// SPDX-License-Identifier: Apache-2.0
// DEVICE-120, MUST: Drive INTx as the level INTR_STATUS & INTR_MASK & 0xF != 0 while MSI and MSI-X
// are disabled and PCI INTx-disable is clear, re-evaluating after every change.
// Source: QBB.
// Mutants: MUT-O32.
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

}  // namespace pvscsim::conformance
