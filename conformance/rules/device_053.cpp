// SPDX-License-Identifier: Apache-2.0
// DEVICE-053, MUST: Sample reqProdIdx once per batch, and fetch nothing and not loop when the
// sample minus internal consumer index > E_req.
// Source: CVE-2016-7421.
// Mutants: MUT-D04, MUT-O101.
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

PVS_RULE_TEST(053, samples_the_index_once_a_batch, "publishes 4 requests, rings once",
              "reqProdIdx is read once before the descriptors, and not among them") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    const std::uint64_t slot = (bench.request_pages[0] << 12) + bench.req_prod % 32 * 128;
    for (int i = 0; i < 4; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.take(4);
    const auto fetches = [&](const Act& act) {
        return Bench::touches(act, Act::Kind::Read, slot, 4 * 128);
    };
    const auto samples = [](const Act& act) {
        return Bench::touches(act, Act::Kind::Read, (kStatePage << 12) + kReqProdIdx, 4);
    };
    const auto told = [](const Act& act) { return Bench::stores(act, kReqConsIdx); };
    const std::size_t first = Bench::find_act(acts, 0, fetches);
    const std::size_t end = Bench::find_act(acts, first, told);
    bench.expect(end != acts.size(), "the batch was not told");
    std::size_t before = 0;
    std::size_t among = 0;
    for (std::size_t i = 0; i < end; ++i) (i < first ? before : among) += samples(acts[i]) ? 1 : 0;
    bench.expect_equal(before, 1, "reads before");
    bench.expect_equal(among, 0, "reads among the descriptors");
}

}  // namespace pvscsim::conformance
