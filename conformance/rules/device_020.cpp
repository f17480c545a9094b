// SPDX-License-Identifier: Apache-2.0
// DEVICE-020, SHOULD: Answer 34 to the probe write of SETUP_MSG_RING and 1 to that of
// SETUP_REQCALLTHRESHOLD.
// Source: header documents 34; chosen.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(020, answers_the_probes_with_the_documented_numbers, "probes commands 8 and 10",
              "34 and 1, where they are supported") {
    const std::uint32_t messages = bench.probe(kSetupMsgRing);
    const std::uint32_t threshold = bench.probe(kSetupThreshold);
    if (messages == kFailed && threshold == kFailed) bench.skip("the device has neither");
    if (messages != kFailed) bench.expect_equal(messages, 34, "probe of SETUP_MSG_RING");
    if (threshold != kFailed) bench.expect_equal(threshold, 1, "probe of command 10");
}

}  // namespace pvscsim::conformance
