// SPDX-License-Identifier: Apache-2.0
// DEVICE-138, MUST: Answer SELTIMEO for requests kicked after REMOVED is visible and complete
// earlier in-flight ones exactly once.
// Source: QBB.
// Mutants: MUT-D84.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(138, times_out_a_disk_that_was_removed,
              "a disk is removed; INQUIRY when the message is there", "hostStatus SELTIMEO") {
    bench.start();
    bench.need_plugged();

    bench.expect(bench.dut.unplug(7), "it cannot be removed");
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 2, "msgProdIdx");
    bench.expect_ended(bench.serve(inquiry(kData, 36, 36).at(7)), kSelTimeout, kGood, "INQUIRY");
}

PVS_RULE_TEST(138, ends_what_was_in_flight_at_a_removal_once,
              "removes a disk with a read in flight", "exactly one completion") {
    bench.start();
    bench.begin_slow(1);
    if (!bench.dut.unplug(1)) bench.skip("no target can be removed");
    const std::vector<Done> done = bench.take(1);
    bench.dut.wait_slow();
    bench.expect_equal(done.size() + bench.take(0).size(), 1, "completions");
}

}  // namespace pvscsim::conformance
