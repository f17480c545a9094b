// SPDX-License-Identifier: Apache-2.0
// DEVICE-133, MUST: Never publish a reqConsIdx ahead of what it has fetched.
// Source: chosen.
// Mutants: MUT-D34.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(133, tells_of_nothing_as_fetched_that_is_not,
              "40 requests in a ring of two pages, one doorbell",
              "no store of reqConsIdx exceeds the descriptors read before it") {
    bench.start(2, 1);
    const std::vector<Act>& acts = bench.need_record();
    const std::uint32_t first = bench.req_prod;
    for (int i = 0; i < 40; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.expect_equal(bench.take(40).size(), 40, "completions");
    std::uint32_t fetched = first;
    for (const Act& act : acts) {
        if (Bench::touches(act, Act::Kind::Read, kRequestPage << 12, 8192)) ++fetched;
        if (!Bench::stores(act, kReqConsIdx)) continue;
        bench.expect(fetched - act.word <= 64, "reqConsIdx " + std::to_string(act.word) + " with " +
                                                   std::to_string(fetched) + " fetched");
    }
    bench.expect_equal(fetched, first + 40, "descriptors read");
}

}  // namespace pvscsim::conformance
