// SPDX-License-Identifier: Apache-2.0
// DEVICE-064, MUST: Accept cdbLen larger than the opcode needs, up to 16.
// Source: SEA OSV NANOS; QBB.
// Mutants: MUT-D62.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(064, takes_cdbs_longer_than_the_opcode_needs,
              "INQUIRY and READ(10) with a length of 16", "both are served") {
    bench.start();
    Ask ask = inquiry(kData, 36, 36);
    ask.cdb_bytes = 16;
    bench.expect_ended(bench.serve(ask), kSuccess, kGood, "INQUIRY");
    ask = read10(0, 1, kData);
    ask.cdb_bytes = 16;
    bench.expect_ended(bench.serve(ask), kSuccess, kGood, "READ(10)");
}

}  // namespace pvscsim::conformance
