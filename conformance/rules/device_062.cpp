// SPDX-License-Identifier: Apache-2.0
// DEVICE-062, MUST: Complete a request to bus != 0, an absent target or an unsupported LUN form
// with hostStatus SELTIMEO and scsiStatus 0.
// Source: QBB.
// Mutants: MUT-D92.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(062, times_out_who_is_not_there,
              "requests to bus 1, to absent targets, to other forms of a LUN",
              "hostStatus SELTIMEO, scsiStatus 0") {
    bench.start();
    for (const std::uint8_t target : {std::uint8_t{5}, std::uint8_t{64}, std::uint8_t{255}}) {
        bench.expect_ended(bench.serve(inquiry(kData, 36, 36).at(target)), kSelTimeout, kGood,
                           "target " + std::to_string(target));
    }
    Ask ask = inquiry(kData, 36, 36);
    ask.bus = 1;
    bench.expect_ended(bench.serve(ask), kSelTimeout, kGood, "bus 1");
    ask.bus = 0;
    ask.lun[0] = 0x40;
    bench.expect_ended(bench.serve(ask), kSelTimeout, kGood, "LUN byte 0");
    ask.lun[0] = 0;
    ask.lun[2] = 1;
    bench.expect_ended(bench.serve(ask), kSelTimeout, kGood, "LUN byte 2");
}

}  // namespace pvscsim::conformance
