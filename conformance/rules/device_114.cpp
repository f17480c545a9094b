// SPDX-License-Identifier: Apache-2.0
// DEVICE-114, MUST: Never move more data for a media command than its CDB asks for, even when
// dataLen is larger; such a request succeeds with dataLen = the CDB length.
// Source: chosen.
// Mutants: MUT-D89.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(114, reads_no_more_than_the_cdb_asks_for, "READ of 1 block with a buffer of 2",
              "SUCCESS with 512 bytes, nothing behind them") {
    bench.start();
    bench.fill(kData, 1024, 0xee);
    const Done done = bench.serve(read10(0, 1, kData).with_length(1024));
    bench.expect_ended(done, kSuccess, kGood, "READ");
    bench.expect_equal(done.data_bytes, 512, "dataLen");
    bench.expect(bench.holds(kData + 512, 512, 0xee), "more was written");
}

PVS_RULE_TEST(114, writes_no_more_than_the_cdb_asks_for, "WRITE of 1 block with a buffer of 2",
              "SUCCESS, the next block as it was") {
    bench.start();
    bench.write_blocks(kData, 2, 0x10);
    bench.expect_ended(bench.serve(write10(100, 2, kData)), kSuccess, kGood, "WRITE of both");
    bench.write_blocks(kData, 2, 0x60);
    bench.expect_ended(bench.serve(write10(100, 1, kData).with_length(1024)), kSuccess, kGood,
                       "WRITE of one");
    bench.serve(read10(100, 2, kData));
    bench.expect(bench.has_blocks(kData, 1, 0x60), "the block was not written");
    bench.expect(bench.has_blocks(kData + 512, 1, 0x11), "the next block was written");
}

}  // namespace pvscsim::conformance
