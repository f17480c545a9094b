// SPDX-License-Identifier: Apache-2.0
// DEVICE-032, MUST: Support targets 0 .. N-1 for the reported N, with N <= 256.
// Source: LNX FBSD; request field is 8 bits.
// Mutants: MUT-O14, MUT-O131, MUT-O132.
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

PVS_RULE_TEST(032, counts_every_target_that_can_be_there,
              "asks for the number of targets; two disks are there, and target 7 can be",
              "a number above their ids, and a disk that is plugged in is served") {
    const std::uint32_t targets = bench.command(kGetMaxTargets);
    if (targets == kFailed) bench.skip("the device does not tell");
    bench.expect(targets >= 2, "2 disks are there, and the number is " + std::to_string(targets));
    bench.start();
    if (!bench.dut.plug(7)) return;
    bench.settle();
    bench.expect(targets >= 8, "target 7 is there, and the number is " + std::to_string(targets));
    bench.serve(test_unit_ready().at(7));
    bench.expect_ended(bench.serve(inquiry(kData, 36, 36).at(7)), kSuccess, kGood, "target 7");
}

PVS_RULE_TEST(032, knows_each_target_by_its_whole_id,
              "a command to each target below the number that it tells, none there but 0 and 1",
              "SELTIMEO") {
    const std::uint32_t targets = bench.command(kGetMaxTargets);
    if (targets == kFailed) bench.skip("the device does not tell");
    bench.start();
    for (std::uint32_t id = 2; id < targets && id < 256; ++id) {
        const Done done = bench.serve(test_unit_ready().at(static_cast<std::uint8_t>(id)));
        bench.expect_ended(done, kSelTimeout, kGood, "target " + std::to_string(id));
    }
}

}  // namespace pvscsim::conformance
