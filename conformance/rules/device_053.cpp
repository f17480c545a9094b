// SPDX-License-Identifier: Apache-2.0
// DEVICE-053, MUST: Sample reqProdIdx once per batch, and fetch nothing and not loop when the
// sample minus internal consumer index > E_req.
// Source: CVE-2016-7421.
// Mutants: MUT-D04.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(053, ignores_an_index_further_ahead_than_the_ring_is_long,
              "a producer index 33, then 1,023 ahead of a ring of 32",
              "nothing is fetched; a legal index works") {
    for (const std::uint32_t ahead : {33U, 1023U, 0x80000000U}) {
        bench.start();
        const std::uint32_t index = bench.req_prod;
        bench.set_state(kReqProdIdx, index + ahead);
        bench.kick();
        bench.settle();
        bench.expect_equal(bench.state(kReqConsIdx), index, "reqConsIdx");
        bench.expect_equal(bench.state(kCmpProdIdx), bench.cmp_cons, "cmpProdIdx");
        bench.set_state(kReqProdIdx, index);
        bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    }
}

}  // namespace pvscsim::conformance
