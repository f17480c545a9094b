// SPDX-License-Identifier: Apache-2.0
// DEVICE-051, MUST: Handle a completely full ring, reqProdIdx minus internal consumer index =
// E_req, including 1024.
// Source: LNX FBSD.
// Mutants: MUT-D01.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(051, serves_a_ring_that_is_full_to_the_last_slot,
              "publishes as many requests as the ring holds, one doorbell", "all are served") {
    for (const std::uint32_t pages : {1U, 32U}) {
        bench.start(pages, pages);
        for (std::uint32_t i = 0; i < 32 * pages; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.expect_equal(bench.take(32 * pages).size(), 32 * pages, "completions");
    }
}

}  // namespace pvscsim::conformance
