// SPDX-License-Identifier: Apache-2.0
// DEVICE-040, MUST: Write only the defined fields of the state page; after the matching setup
// command, only device-owned fields.
// Source: chosen.
// Mutants: MUT-D47.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(040, writes_only_its_own_fields_of_the_state_page,
              "sets up rings and serves requests over a state page full of rubbish",
              "only defined fields change") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 4096, 0xa5);
    bench.expect_equal(bench.set_up_with(words), 0, "SETUP_RINGS");
    for (int i = 0; i < 3; ++i) bench.serve(test_unit_ready());
    bench.expect_equal(bench.state(kReqProdIdx), 3, "reqProdIdx, which is the driver's");
    bench.expect(bench.holds((kStatePage << 12) + 28, 4096 - 28, 0xa5), "other bytes were written");
}

PVS_RULE_TEST(040, leaves_an_index_alone_that_moves_while_it_works,
              "publishes a request, without a doorbell, while a slow one is served",
              "reqProdIdx is what the driver wrote") {
    bench.start();
    bench.begin_slow(1);
    bench.publish(test_unit_ready().with_context(2));
    bench.expect(!bench.take(1).empty(), "the slow request did not end");
    bench.expect_equal(bench.state(kReqProdIdx), bench.req_prod, "reqProdIdx");
}

}  // namespace pvscsim::conformance
