// SPDX-License-Identifier: Apache-2.0
// DEVICE-081, SHOULD: Report unit attention on the next command to each logical unit that was
// reset.
// Source: QBB; SCSI.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(081, tells_of_a_reset_by_unit_attention, "RESET_DEVICE, then TEST UNIT READY",
              "CHECK CONDITION 6/29, then GOOD") {
    bench.start();
    bench.expect_equal(bench.reset_device(0), 0, "RESET_DEVICE");
    bench.fill(kSense, 32, 0);
    const Done done = bench.serve(test_unit_ready().with_sense(kSense, 32));
    bench.expect_ended(done, kSuccess, kCheckCondition, "the first command");
    const std::vector<std::uint8_t> sense = bench.bytes(kSense, 18);
    bench.expect_equal(sense[2] & 15U, 6, "sense key");
    bench.expect_equal(sense[12], 0x29, "additional sense code");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "the second command");
}

}  // namespace pvscsim::conformance
