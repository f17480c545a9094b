// SPDX-License-Identifier: Apache-2.0
// DEVICE-029, MUST: If CONFIG fails, leave hostStatus and scsiStatus of the buffer unchanged or
// set them to an error, never to 0/0.
// Source: LNX OBSD pre-set pattern.
// Mutants: MUT-O12.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(029, leaves_the_error_pattern_when_config_fails,
              "issues CONFIG for a page that there is not", "-1, and the header does not say 0/0") {
    bench.fill(kData, 4096, 0);
    bench.fill(kData + 6, 4, 0x1a);
    const std::uint32_t page = static_cast<std::uint32_t>(kData);

    bench.expect_equal(bench.command(kConfig, {page, 0, 0, 0x2120, 0x7777, 0}), kFailed, "CONFIG");
    bench.expect(bench.word(kData + 4) >> 16 != 0 || (bench.word(kData + 8) & 0xffffU) != 0,
                 "the header says 0/0");
}

}  // namespace pvscsim::conformance
