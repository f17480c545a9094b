// SPDX-License-Identifier: Apache-2.0
// DEVICE-030, MUST: Accept CONFIG, GET_MAX_TARGETS and the probes of 8 and 10 before SETUP_RINGS.
// Source: LNX FBSD OBSD order.
// Mutants: MUT-O13.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(030, takes_questions_before_rings_are_set_up, "asks before and after SETUP_RINGS",
              "the same answers") {
    bench.fill(kData, 4096, 0);
    bench.fill(kData + 6, 4, 0x1a);
    const std::uint32_t page = static_cast<std::uint32_t>(kData);

    bench.command(kAdapterReset);
    std::uint32_t answers[2][4] = {};
    for (auto& answer : answers) {
        answer[0] = bench.command(kConfig, {page, 0, 0, 0x2120, 0x1958, 0});
        answer[1] = bench.command(kGetMaxTargets);
        answer[2] = bench.probe(kSetupMsgRing);
        answer[3] = bench.probe(kSetupThreshold);
        bench.set_up(1, 1);
    }
    for (int i = 0; i < 4; ++i) {
        bench.expect_equal(answers[1][i], answers[0][i], "answer " + std::to_string(i));
    }
}

}  // namespace pvscsim::conformance
