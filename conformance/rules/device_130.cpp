// SPDX-License-Identifier: Apache-2.0
// DEVICE-130, MAY: Implement SETUP_REQCALLTHRESHOLD.
// Source: ESX yes, QEMU no.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(130, has_the_threshold_or_refuses_it,
              "probes SETUP_REQCALLTHRESHOLD, sends it on and off",
              "-1 to all, or 0 or 1 and then 0; requests are served either way") {
    bench.start();
    const bool offered = bench.probe(kSetupThreshold) != kFailed;
    const std::uint32_t on = bench.command(kSetupThreshold, {1});
    bench.serve(test_unit_ready());
    const std::uint32_t off = bench.command(kSetupThreshold, {0});
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    if (offered) {
        bench.expect(on <= 1, "it was switched on with another status than 0 or 1");
        bench.expect_equal(off, 0, "status when it was switched off");
    } else {
        bench.expect_equal(on, kFailed, "status when it was switched on");
        bench.expect_equal(off, kFailed, "status when it was switched off");
    }
}

}  // namespace pvscsim::conformance
