// SPDX-License-Identifier: Apache-2.0
// DEVICE-067, MUST: Accept any direction flag combination when the CDB's own transfer length
// (blocks, allocation or parameter list) is 0: direction is checked only if it is non-zero.
// Source: SEA OVMF NANOS; QBB.
// Mutants: MUT-D61.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(067, takes_any_direction_where_nothing_moves,
              "TEST UNIT READY and an INQUIRY of 0 bytes with each direction flag",
              "all are served") {
    bench.start();
    for (const std::uint32_t flags : {0U, kNoData, kToHost, kToDevice, kToHost | kToDevice}) {
        bench.expect_ended(bench.serve(test_unit_ready().with_flags(flags)), kSuccess, kGood,
                           "TEST UNIT READY with flags " + std::to_string(flags));
        bench.expect_ended(bench.serve(inquiry(0, 0, 0).with_flags(flags)), kSuccess, kGood,
                           "INQUIRY of nothing with flags " + std::to_string(flags));
    }
}

}  // namespace pvscsim::conformance
