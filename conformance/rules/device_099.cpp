// SPDX-License-Identifier: Apache-2.0
// DEVICE-099, MUST: Terminate on chain loops through the segment limit.
// Source: hostile guest.
// Mutants: MUT-D54.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(099, ends_a_chain_that_leads_to_itself, "a list that is a chain to itself",
              "one completion with INVPARAM") {
    bench.start();
    bench.write_list(kList, {{kList, 0, 1}});
    bench.expect_ended(bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
}

}  // namespace pvscsim::conformance
