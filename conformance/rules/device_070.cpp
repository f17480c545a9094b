// SPDX-License-Identifier: Apache-2.0
// DEVICE-070, MUST: Complete a request with OUT_OF_BAND_CDB set with INVPARAM.
// Source: header: reserved; chosen.
// Mutants: MUT-D95.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(070, refuses_out_of_band_cdbs, "a request with the reserved flag",
              "hostStatus INVPARAM") {
    bench.start();
    const Ask ask = inquiry(kData, 36, 36).with_flags(kToHost | kOutOfBandCdb);
    bench.expect_ended(bench.serve(ask), kInvParam, kGood, "the request");
}

}  // namespace pvscsim::conformance
