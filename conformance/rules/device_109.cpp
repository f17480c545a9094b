// SPDX-License-Identifier: Apache-2.0
// DEVICE-109, MUST: Treat cmpProdIdx - cmpConsIdx > E_cmp (hostile consumer index) as "no space"
// and stay responsive.
// Source: hostile guest.
// Mutants: MUT-O29.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(109, survives_a_consumer_index_that_cannot_be, "cmpConsIdx ahead of cmpProdIdx",
              "the device answers; new rings work") {
    bench.start();
    bench.set_state(kCmpConsIdx, bench.cmp_cons + 1000);
    bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in new rings");
}

}  // namespace pvscsim::conformance
