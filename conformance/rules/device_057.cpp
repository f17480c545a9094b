// SPDX-License-Identifier: Apache-2.0
// DEVICE-057, SHOULD: Publish reqConsIdx before publishing any completion of the same batch.
// Source: chosen.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(057, tells_what_it_fetched_before_what_it_completed, "three requests, one doorbell",
              "no store of cmpProdIdx goes ahead of the last store of reqConsIdx") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    std::uint32_t fetched = bench.state(kReqConsIdx);
    for (int i = 0; i < 3; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.expect_equal(bench.take(3).size(), 3, "completions");
    for (const Act& act : acts) {
        if (Bench::stores(act, kReqConsIdx)) fetched = act.word;
        if (!Bench::stores(act, kCmpProdIdx)) continue;
        bench.expect(fetched - act.word < 32, "cmpProdIdx " + std::to_string(act.word) +
                                                  " with reqConsIdx " + std::to_string(fetched));
    }
}

}  // namespace pvscsim::conformance
