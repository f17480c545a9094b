// SPDX-License-Identifier: Apache-2.0
// DEVICE-112, MUST: Report a short successful transfer as hostStatus SUCCESS with the true
// dataLen.
// Source: ESX via LNX change log.
// Mutants: MUT-D43.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(112, reports_a_short_transfer_as_success, "INQUIRY for 36 bytes with a buffer of 255",
              "SUCCESS with dataLen 36") {
    bench.start();
    const Done done = bench.serve(inquiry(kData, 255, 36));
    bench.expect_ended(done, kSuccess, kGood, "INQUIRY");
    bench.expect_equal(done.data_bytes, 36, "dataLen");
}

}  // namespace pvscsim::conformance
