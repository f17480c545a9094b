// SPDX-License-Identifier: Apache-2.0
// DEVICE-134, MUST: Return status 1 if coalescing is now active, 0 otherwise, never -1 after a
// successful probe.
// Source: LNX FBSD.
// Mutants: MUT-D105.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(134, answers_1_or_0_once_it_was_probed, "turns request coalescing on and off",
              "1 or 0, then 0") {
    bench.start();
    if (bench.probe(kSetupThreshold) == kFailed) bench.skip("the device has no threshold");
    bench.expect(bench.command(kSetupThreshold, {1}) <= 1, "turning it on");
    bench.expect_equal(bench.command(kSetupThreshold, {0}), 0, "turning it off");
}

}  // namespace pvscsim::conformance
