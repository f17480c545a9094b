// SPDX-License-Identifier: Apache-2.0
// DEVICE-066, MUST: End a request whose cdbLen is shorter than its opcode needs with CHECK
// CONDITION, never with a guess.
// Source: QBB.
// Mutants: MUT-D94.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(066, ends_a_cdb_that_is_too_short_with_check_condition,
              "INQUIRY with a length of 5, READ(10) with 6", "CHECK CONDITION") {
    bench.start();
    Ask ask = inquiry(kData, 36, 36);
    ask.cdb_bytes = 5;
    bench.expect_ended(bench.serve(ask), kSuccess, kCheckCondition, "INQUIRY");
    ask = read10(0, 1, kData);
    ask.cdb_bytes = 6;
    bench.expect_ended(bench.serve(ask), kSuccess, kCheckCondition, "READ(10)");
}

}  // namespace pvscsim::conformance
