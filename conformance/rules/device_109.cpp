// SPDX-License-Identifier: Apache-2.0
// DEVICE-109, MUST: Treat cmpProdIdx - cmpConsIdx > E_cmp (hostile consumer index) as "no space"
// and stay responsive.
// Source: hostile guest.
// Mutants: MUT-O29, MUT-O83.
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

PVS_RULE_TEST(109, posts_nothing_while_the_consumer_index_cannot_be,
              "cmpConsIdx ahead of cmpProdIdx, with a slow read in flight and a request published",
              "no completion until the index is right again, then both") {
    bench.start();
    bench.begin_slow(7);
    const std::uint32_t index = bench.cmp_cons;
    for (const std::uint32_t ahead : {1U, 1000U, 0x80000000U}) {
        bench.set_state(kCmpConsIdx, index + ahead);
        if (ahead == 1) bench.publish(test_unit_ready().with_context(8));
        bench.kick();
        bench.settle();
        bench.expect_equal(bench.state(kCmpProdIdx), index, "cmpProdIdx");
    }
    bench.dut.wait_slow();
    bench.expect_equal(bench.state(kCmpProdIdx), index, "cmpProdIdx when the read has ended");
    bench.set_state(kCmpConsIdx, index);
    bench.kick();
    bench.expect_equal(bench.take(2).size(), 2, "completions once it is right again");
}

}  // namespace pvscsim::conformance
