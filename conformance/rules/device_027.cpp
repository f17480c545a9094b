// SPDX-License-Identifier: Apache-2.0
// DEVICE-027, SHOULD: Implement CONFIG with the controller page, because OBSD cannot attach
// without it.
// Source: OBSD LNX ILL.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(027, has_the_controller_page, "issues CONFIG for the controller page",
              "it answers 0") {
    bench.fill(kData, 4096, 0);
    bench.fill(kData + 6, 4, 0x1a);
    const std::uint32_t page = static_cast<std::uint32_t>(kData);

    bench.expect_equal(bench.command(kConfig, {page, 0, 0, 0x2120, 0x1958, 0}), 0, "CONFIG");
}

}  // namespace pvscsim::conformance
