// SPDX-License-Identifier: Apache-2.0
// DEVICE-032, MUST: Support targets 0 .. N-1 for the reported N, with N <= 256.
// Source: LNX FBSD; request field is 8 bits.
// Mutants: MUT-O14.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(032, reports_256_targets_at_the_most,
              "asks for the number of targets, and the last of them", "1 to 256, and an answer") {
    const std::uint32_t targets = bench.command(kGetMaxTargets);
    if (targets == kFailed) bench.skip("the device does not tell");
    bench.expect(targets >= 1 && targets <= 256, std::to_string(targets) + " targets");
    bench.start();
    bench.serve(inquiry(kData, 36, 36).at(static_cast<std::uint8_t>(targets - 1)));
}

}  // namespace pvscsim::conformance
