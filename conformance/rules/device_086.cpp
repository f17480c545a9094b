// SPDX-License-Identifier: Apache-2.0
// DEVICE-086, MUST: Accept ADAPTER_RESET in every state, repeatedly, including with requests in
// flight, without failing.
// Source: all.
// Mutants: MUT-O25.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(086, takes_an_adapter_reset_in_every_state,
              "ADAPTER_RESET thrice, in the middle of a command, with requests in flight",
              "0 each time") {
    for (int i = 0; i < 3; ++i)
        bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.start();
    bench.begin_slow(1, kData);
    bench.write(kCommand, kSetupRings);
    bench.write(kCommandData, 1);
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET in the middle of a command");
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET again");
}

PVS_RULE_TEST(086, takes_an_adapter_reset_after_a_request_with_a_wrong_direction,
              "a misdirected INQUIRY, then ADAPTER_RESET", "0") {
    bench.start();
    bench.publish(inquiry(kData, 36, 36).with_flags(kToDevice));
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
}

}  // namespace pvscsim::conformance
