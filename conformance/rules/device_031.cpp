// SPDX-License-Identifier: Apache-2.0
// DEVICE-031, SHOULD: Implement GET_MAX_TARGETS and return the same number as numPhys.
// Source: FBSD NBSD NANOS.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(031, tells_the_number_of_targets, "issues GET_MAX_TARGETS",
              "the number of the controller page") {
    bench.fill(kData, 4096, 0);
    bench.fill(kData + 6, 4, 0x1a);
    const std::uint32_t page = static_cast<std::uint32_t>(kData);

    const std::uint32_t targets = bench.command(kGetMaxTargets);
    bench.expect(targets != kFailed, "GET_MAX_TARGETS answers -1");
    if (bench.command(kConfig, {page, 0, 0, 0x2120, 0x1958, 0}) != 0) return;
    bench.expect_equal(targets, bench.word(kData + 472), "GET_MAX_TARGETS");
}

}  // namespace pvscsim::conformance
