// SPDX-License-Identifier: Apache-2.0
// DEVICE-098, SHOULD: Follow chain elements (flag bit 0): continue at addr, ignoring length.
// Source: header, FBSD; QEMU does not.
// Mutants: MUT-D55.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(098, follows_a_chain_to_another_segment,
              "half a block here, a chain, half a block there", "the data arrives") {
    bench.start();
    bench.write_blocks(kData, 2, 0x41);
    bench.expect_ended(bench.serve(write10(0, 2, kData)), kSuccess, kGood, "WRITE");
    bench.fill(kData, 8192, 0xee);
    bench.write_list(kList, {{kData, 512}, {kList + 8192, 3, 1}, {kData + 2048, 512}});
    bench.write_list(kList + 8192, {{kData + 4096, 512}});
    bench.expect_ended(bench.serve(read10(0, 2, kList).with_flags(kToHost | kListed)), kSuccess,
                       kGood, "READ");
    bench.expect(bench.has_blocks(kData, 1, 0x41) && bench.has_blocks(kData + 4096, 1, 0x42),
                 "the blocks are not there");
    bench.expect(bench.holds(kData + 2048, 512, 0xee), "an element behind the chain was used");
}

}  // namespace pvscsim::conformance
