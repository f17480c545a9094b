// SPDX-License-Identifier: Apache-2.0
// DEVICE-115, MUST: Report CHECK CONDITION with hostStatus SUCCESS.
// Source: LNX OBSD NBSD mapping.
// Mutants: MUT-D44.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(115, reports_check_condition_with_success, "READ beyond the last block",
              "hostStatus SUCCESS, CHECK CONDITION") {
    bench.start();
    const Done done = bench.serve(read10(65536, 1, kData).with_sense(kSense, 96));
    bench.expect_ended(done, kSuccess, kCheckCondition, "READ");
}

}  // namespace pvscsim::conformance
