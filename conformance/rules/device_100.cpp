// SPDX-License-Identifier: Apache-2.0
// DEVICE-100, MUST: Use no element beyond the one that completes dataLen, and ignore surplus
// length in that element.
// Source: QBB.
// Mutants: MUT-D57.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(100, uses_no_more_of_a_list_than_it_needs,
              "an element that is too long, and one behind it",
              "exactly dataLen bytes are written") {
    bench.start();
    bench.fill(kData, 8192, 0xee);
    bench.write_list(kList, {{kData, 4096}, {kData + 4096, 512}});
    bench.expect_ended(
        bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed).with_length(512)), kSuccess,
        kGood, "READ");
    bench.expect(bench.holds(kData + 512, 8192 - 512, 0xee),
                 "more than dataLen bytes were written");
    // A CDB that asks for more than the buffer is said to hold.
    bench.serve(read10(0, 8, kList).with_flags(kToHost | kListed).with_length(512));
    bench.expect(bench.holds(kData + 512, 8192 - 512, 0xee),
                 "more than dataLen bytes were written for a longer READ");
}

}  // namespace pvscsim::conformance
