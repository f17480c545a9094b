// SPDX-License-Identifier: Apache-2.0
// DEVICE-065, MUST: Reject cdbLen > 16 without reading past the 16 CDB bytes (INVPARAM).
// Source: chosen; QBB ignores it.
// Mutants: MUT-D93.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(065, refuses_cdbs_above_16_bytes, "INQUIRY with lengths of 17 and 255",
              "hostStatus INVPARAM") {
    bench.start();
    for (const std::uint8_t length : {std::uint8_t{17}, std::uint8_t{255}}) {
        Ask ask = inquiry(kData, 36, 36);
        ask.cdb_bytes = length;
        bench.expect_ended(bench.serve(ask), kInvParam, kGood, "length " + std::to_string(length));
    }
}

}  // namespace pvscsim::conformance
