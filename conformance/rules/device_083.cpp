// SPDX-License-Identifier: Apache-2.0
// DEVICE-083, MAY: Post BUSRESET completions for in-flight requests into the old ring during the
// ADAPTER_RESET write.
// Source: QBB; LNX accepts both.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(083, ends_a_request_well_or_not_at_all_at_an_adapter_reset,
              "ADAPTER_RESET with a slow read in flight",
              "nothing in the old ring, or one completion with BUSRESET; nothing later") {
    bench.start();
    bench.begin_slow(9);
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    const std::vector<Done> done = bench.take(0);
    bench.expect(done.size() <= 1, "the read was completed more than once");
    for (const Done& one : done) {
        bench.expect_equal(one.context, 9, "context");
        bench.expect_ended(one, kBusReset, kGood, "the read");
    }
    bench.dut.wait_slow();
    bench.expect_equal(bench.take(0).size(), 0, "completions after the reset");
}

}  // namespace pvscsim::conformance
