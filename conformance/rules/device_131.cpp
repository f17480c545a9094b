// SPDX-License-Identifier: Apache-2.0
// DEVICE-131, MUST: If it publishes reqCallThreshold > 1, inspect the request ring without kicks
// at least every 1 ms and at each completion while requests may be pending.
// Source: ESX settings; chosen.
// Mutants: MUT-D86.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(131, looks_by_itself_while_it_promises_to,
              "publishes without a doorbell while reqCallThreshold is above 1",
              "the request is served") {
    bench.start();
    if (bench.probe(kSetupThreshold) == kFailed) bench.skip("the device has no threshold");
    bench.begin_slow(1);
    bench.expect_equal(bench.command(kSetupThreshold, {1}), 1, "SETUP_REQCALLTHRESHOLD");
    if (bench.state(24) <= 1) bench.skip("the threshold is not above 1");
    bench.publish(test_unit_ready().with_context(2));
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_equal(done[0].context, 2, "context");
}

}  // namespace pvscsim::conformance
