// SPDX-License-Identifier: Apache-2.0
// DEVICE-113, MUST: Never move more than dataLen bytes; report a target that wanted more as
// DATARUN.
// Source: header; chosen.
// Mutants: MUT-D90, MUT-O88, MUT-O147.
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

PVS_RULE_TEST(113, never_takes_more_than_the_buffer_holds, "WRITE of 2 blocks with dataLen 512",
              "DATARUN with 512 bytes; the second block is as it was") {
    bench.start();
    bench.write_blocks(kData, 2, 0x51);
    bench.expect_ended(bench.serve(write10(8, 2, kData)), kSuccess, kGood, "WRITE of both");
    bench.write_blocks(kData, 2, 0x61);
    const Done done = bench.serve(write10(8, 2, kData).with_length(512));
    bench.expect_ended(done, kDataRun, kGood, "WRITE");
    bench.expect_equal(done.data_bytes, 512, "dataLen");
    bench.expect_ended(bench.serve(read10(9, 1, kData)), kSuccess, kGood, "READ of the second");
    bench.expect(bench.has_blocks(kData, 1, 0x52), "memory behind the buffer was written to disk");
}

PVS_RULE_TEST(113, tells_of_data_without_a_medium_that_did_not_fit,
              "INQUIRY that allows 36 bytes with dataLen 16, in one piece and in a list of two",
              "DATARUN with 16 bytes, nothing behind them") {
    bench.start();
    for (const bool listed : {false, true}) {
        bench.fill(kData, 64, 0xee);
        bench.write_list(kList, {{kData, 8}, {kData + 8, 28}});
        Ask ask = inquiry(listed ? kList : kData, 16, 36);
        if (listed) ask = ask.with_flags(kToHost | kListed);
        const Done done = bench.serve(ask);
        bench.expect_ended(done, kDataRun, kGood, "INQUIRY");
        bench.expect_equal(done.data_bytes, 16, "dataLen");
        bench.expect(!bench.holds(kData, 16, 0xee), "nothing was written");
        bench.expect(bench.holds(kData + 16, 48, 0xee), "more was written");
    }
}

}  // namespace pvscsim::conformance
