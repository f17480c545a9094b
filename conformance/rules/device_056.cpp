// SPDX-License-Identifier: Apache-2.0
// DEVICE-056, MUST: Advance reqConsIdx monotonically, by the number of descriptors actually
// fetched.
// Source: QEMU LNX.
// Mutants: MUT-O21, MUT-O114.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(056, advances_its_consumer_index_by_what_it_fetched, "publishes batches of 1 to 8",
              "reqConsIdx is the number of requests after each") {
    bench.start();
    for (std::uint32_t batch = 1; batch <= 8; ++batch) {
        for (std::uint32_t i = 0; i < batch; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.take(batch);
        bench.expect_equal(bench.state(kReqConsIdx), bench.req_prod, "reqConsIdx");
    }
}

PVS_RULE_TEST(056, never_takes_its_consumer_index_back, "publishes batches of 1 to 8",
              "each store of reqConsIdx tells of more, and of no more than was published") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    std::uint32_t last = bench.state(kReqConsIdx);
    for (std::uint32_t batch = 1; batch <= 8; ++batch) {
        const std::size_t begin = acts.size();
        for (std::uint32_t i = 0; i < batch; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.take(batch);
        for (std::size_t i = begin; i < acts.size(); ++i) {
            if (!Bench::stores(acts[i], kReqConsIdx)) continue;
            bench.expect(acts[i].word - last <= bench.req_prod - last, "reqConsIdx went back");
            last = acts[i].word;
        }
        bench.expect_equal(last, bench.req_prod, "the last store");
    }
}

}  // namespace pvscsim::conformance
