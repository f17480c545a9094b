// SPDX-License-Identifier: Apache-2.0
// DEVICE-113, MUST: Never move more than dataLen bytes; report a target that wanted more as
// DATARUN.
// Source: header; chosen.
// Mutants: MUT-D90.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(113, never_moves_more_than_the_buffer_holds, "READ of 2 blocks with dataLen 512",
              "DATARUN with 512 bytes, nothing behind them") {
    bench.start();
    bench.fill(kData, 1024, 0xee);
    const Done done = bench.serve(read10(0, 2, kData).with_length(512));
    bench.expect_ended(done, kDataRun, kGood, "READ");
    bench.expect_equal(done.data_bytes, 512, "dataLen");
    bench.expect(bench.holds(kData + 512, 512, 0xee), "more was written");
}

}  // namespace pvscsim::conformance
