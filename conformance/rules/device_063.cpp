// SPDX-License-Identifier: Apache-2.0
// DEVICE-063, MUST: Pass every lun[1] value of an existing target to that target's LUN logic.
// Source: QBB.
// Mutants: MUT-D63, MUT-O100.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(063, leaves_each_lun_to_the_target,
              "INQUIRY to LUNs 1, 8, 64 and 255 of a disk with LUN 0 alone",
              "the target answers that nobody is there") {
    bench.start();
    for (const int number : {1, 8, 64, 255}) {
        const auto lun = static_cast<std::uint8_t>(number);
        bench.fill(kData, 36, 0);
        Ask ask = inquiry(kData, 36, 36);
        ask.lun[1] = lun;
        const Done done = bench.serve(ask);
        bench.expect_ended(done, kSuccess, kGood, "LUN " + std::to_string(lun));
        bench.expect((bench.bytes(kData, 1)[0] >> 5) != 0, "the peripheral qualifier is 0");
    }
}

}  // namespace pvscsim::conformance
