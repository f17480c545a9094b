// SPDX-License-Identifier: Apache-2.0
// DEVICE-028, MUST: If CONFIG succeeds, write hostStatus=0 and scsiStatus=0 in the page header and
// numPhys equal to the configured target count before the command completes.
// Source: LNX OBSD ILL.
// Mutants: MUT-D25, MUT-D26, MUT-O62.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(028, writes_a_good_page, "issues CONFIG for the controller page",
              "status 0/0 and the number of targets are there when it ends") {
    bench.fill(kData, 4096, 0);
    bench.fill(kData + 6, 4, 0x1a);
    const std::uint32_t page = static_cast<std::uint32_t>(kData);

    const std::uint32_t status = bench.command(kConfig, {page, 0, 0, 0x2120, 0x1958, 0});
    if (status == kFailed) bench.skip("the device has no CONFIG");
    bench.expect_equal(bench.word(kData), 0x1958, "number of the page");
    bench.expect_equal(bench.word(kData + 8) & 0xffffU, 0, "scsiStatus");
    bench.expect_equal(bench.word(kData + 4) >> 16, 0, "hostStatus");
    const std::uint32_t targets = bench.word(kData + 472);
    bench.expect(targets >= 1 && targets <= 256, std::to_string(targets) + " targets");
    const std::uint32_t told = bench.command(kGetMaxTargets);
    if (told != kFailed) bench.expect_equal(targets, told, "targets, as GET_MAX_TARGETS has them");
}

}  // namespace pvscsim::conformance
