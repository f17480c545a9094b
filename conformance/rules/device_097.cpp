// SPDX-License-Identifier: Apache-2.0
// DEVICE-097, MUST: Complete with INVPARAM and no data movement a list that does not describe
// dataLen bytes before the page end or the limits are reached.
// Source: chosen.
// Mutants: MUT-D56, MUT-D58.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(097, refuses_a_list_that_is_too_short,
              "elements of 100 bytes for a block, then nothing to the end of the page",
              "hostStatus INVPARAM, no data moves") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    bench.fill(kList, 4096, 0);
    bench.write_list(kList, {{kData, 60}, {kData + 100, 40}});
    bench.expect_ended(bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
    // The rest lies behind the end of the page.
    bench.write_list(kList + 4096 - 16, {{kData, 256}, {kData + 256, 256}});
    bench.expect_ended(bench.serve(read10(0, 1, kList + 4096 - 16).with_flags(kToHost | kListed)),
                       kInvParam, kGood, "READ with a list that leaves its page");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
}

PVS_RULE_TEST(097, refuses_a_list_of_nothing, "a list of empty elements to the end of the page",
              "hostStatus INVPARAM") {
    bench.start();
    bench.fill(kList, 4096, 0);
    bench.expect_ended(bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
}

}  // namespace pvscsim::conformance
