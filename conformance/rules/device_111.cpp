// SPDX-License-Identifier: Apache-2.0
// DEVICE-111, MUST: Set dataLen to the number of bytes moved between buffer and target, for every
// hostStatus.
// Source: LNX ILL OVMF.
// Mutants: MUT-D41, MUT-D42, MUT-O85, MUT-O86, MUT-O87.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(111, tells_how_many_bytes_it_moved,
              "READ of 1 and 8 blocks, INQUIRY, TEST UNIT READY", "dataLen is exact") {
    bench.start();
    bench.expect_equal(bench.serve(read10(0, 1, kData)).data_bytes, 512, "dataLen of 1 block");
    bench.expect_equal(bench.serve(read10(0, 8, kData)).data_bytes, 4096, "dataLen of 8 blocks");
    bench.expect_equal(bench.serve(inquiry(kData, 36, 36)).data_bytes, 36, "dataLen of INQUIRY");
    bench.expect_equal(bench.serve(inquiry(kData, 255, 36)).data_bytes, 36,
                       "dataLen of INQUIRY with a larger buffer");
    bench.expect_equal(bench.serve(test_unit_ready()).data_bytes, 0, "dataLen of TEST UNIT READY");
}

PVS_RULE_TEST(111, tells_how_many_bytes_it_was_sent, "WRITE of 1 and 8 blocks",
              "dataLen is exact") {
    bench.start();
    bench.write_blocks(kData, 8, 0x21);
    for (const std::uint16_t blocks : {std::uint16_t{1}, std::uint16_t{8}}) {
        const Done done = bench.serve(write10(0, blocks, kData));
        bench.expect_equal(done.data_bytes, 512U * blocks,
                           "dataLen of " + std::to_string(blocks) + " blocks");
    }
}

PVS_RULE_TEST(111, moves_nothing_for_a_request_that_fails,
              "a READ behind the end, a READ of nobody's, a slow READ that is aborted",
              "dataLen 0") {
    bench.start();
    bench.expect_equal(bench.serve(read10(0x7fffffff, 1, kData)).data_bytes, 0,
                       "dataLen behind the end");
    bench.expect_equal(bench.serve(read10(0, 1, kData).at(5)).data_bytes, 0, "dataLen of nobody's");
    bench.begin_slow(7);
    bench.abort(7, 1);
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    for (const Done& one : done) bench.expect_equal(one.data_bytes, 0, "dataLen when aborted");
}

}  // namespace pvscsim::conformance
