// SPDX-License-Identifier: Apache-2.0
// DEVICE-132, MUST: Separate its store to reqCallThreshold or reqConsIdx from its following load of
// reqProdIdx by a full memory fence.
// Source: chosen.
// Mutants: MUT-O35.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(132, looks_at_the_ring_after_it_asks_for_doorbells_again,
              "publishes without a doorbell while reqCallThreshold allows that, then has it "
              "switched off",
              "reqProdIdx is read after the store of reqCallThreshold, and the request served") {
    bench.start();
    if (bench.probe(kSetupThreshold) == kFailed) bench.skip("the device has no threshold");
    bench.begin_slow(1);
    bench.command(kSetupThreshold, {1});
    if (bench.state(24) <= 1) bench.skip("the threshold is not above 1");
    const std::vector<Act>* const acts = bench.dut.record();
    bench.publish(test_unit_ready().with_context(2));
    bench.expect_equal(bench.command(kSetupThreshold, {0}), 0, "SETUP_REQCALLTHRESHOLD");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.empty() ? 0 : done[0].context, 2, "context of the first completion");
    if (acts == nullptr) return;
    const std::size_t stored =
        Bench::find_act(*acts, 0, [](const Act& act) { return Bench::stores(act, 24); });
    const std::size_t read = Bench::find_act(*acts, stored, [](const Act& act) {
        return Bench::touches(act, Act::Kind::Read, kStatePage << 12, 4);
    });
    bench.expect(read < acts->size(), "reqProdIdx was not read after the store");
}

}  // namespace pvscsim::conformance
