// SPDX-License-Identifier: Apache-2.0
// DEVICE-024, MUST: Keep kick, interrupt-status and interrupt-mask accesses fully functional while
// a command is being collected.
// Source: chosen.
// Mutants: MUT-O09.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(024, serves_doorbells_while_a_command_is_collected,
              "kicks, masks and acknowledges between the words of a command",
              "all work, and the command ends well") {
    bench.start();
    bench.write(kCommand, kAbortCmd);
    bench.write(kCommandData, 99);
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0, "INTR_STATUS");
    bench.write(kIntrStatus, kCmpl0);
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS, acknowledged");
    bench.write(kIntrMask, 4);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 4, "INTR_MASK");
    for (int i = 0; i < 3; ++i) bench.write(kCommandData, 0);
    bench.expect_equal(bench.read(kCommandStatus), 0, "ABORT_CMD");
}

}  // namespace pvscsim::conformance
