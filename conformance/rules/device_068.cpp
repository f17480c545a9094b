// SPDX-License-Identifier: Apache-2.0
// DEVICE-068, MUST: Derive the direction from the CDB when neither TOHOST nor TODEVICE is set and
// dataLen > 0, DIR_NONE included.
// Source: ILL single-segment path; QBB.
// Mutants: MUT-D60, MUT-O89.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(068, takes_the_direction_from_the_cdb_where_none_is_set,
              "INQUIRY and READ without a direction flag", "data arrives") {
    bench.start();
    for (const std::uint32_t flags : {0U, kNoData}) {
        bench.fill(kData, 36, 0xee);
        bench.expect_ended(bench.serve(inquiry(kData, 36, 36).with_flags(flags)), kSuccess, kGood,
                           "INQUIRY");
        bench.expect(!bench.holds(kData, 36, 0xee), "no data arrived");
        bench.expect_ended(bench.serve(read10(0, 1, kData).with_flags(flags)), kSuccess, kGood,
                           "READ(10)");
    }
}

PVS_RULE_TEST(068, takes_the_direction_of_a_write_from_the_cdb_too,
              "WRITE without a direction flag", "the data are on the disk") {
    bench.start();
    std::uint8_t pattern = 0x31;
    for (const std::uint32_t flags : {0U, kNoData}) {
        bench.write_blocks(kData, 1, ++pattern);
        bench.expect_ended(bench.serve(write10(4, 1, kData).with_flags(flags)), kSuccess, kGood,
                           "WRITE(10)");
        bench.fill(kData, 512, 0);
        bench.serve(read10(4, 1, kData));
        bench.expect(bench.has_blocks(kData, 1, pattern), "the data did not arrive");
    }
}

}  // namespace pvscsim::conformance
