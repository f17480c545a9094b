// SPDX-License-Identifier: Apache-2.0
// DEVICE-058, MUST: Treat any descriptor slot address, including physical address 0, as an
// ordinary slot.
// Source: chosen.
// Mutants: MUT-D31.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(058, serves_a_request_at_address_0, "a request ring in page 0",
              "each request is served") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = 0;
    bench.fill(0, 4096, 0);
    bench.expect_equal(bench.set_up_with(words), 0, "SETUP_RINGS");
    bench.publish(test_unit_ready().with_context(1));
    bench.publish(test_unit_ready().with_context(2));
    bench.kick();
    bench.expect_equal(bench.take(2).size(), 2, "completions");
}

}  // namespace pvscsim::conformance
