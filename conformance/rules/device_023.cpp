// SPDX-License-Identifier: Apache-2.0
// DEVICE-023, MUST: Return exactly 0 for successful ADAPTER_RESET, SETUP_RINGS, RESET_BUS,
// RESET_DEVICE and ABORT_CMD.
// Source: FNX QBB.
// Mutants: MUT-O08.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(023, answers_0_for_what_worked, "issues the five commands that drivers rely on",
              "exactly 0 each time") {
    bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    bench.expect_equal(bench.set_up(1, 1), 0, "SETUP_RINGS");
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
    bench.expect_equal(bench.reset_device(0), 0, "RESET_DEVICE");
    bench.expect_equal(bench.abort(99, 0), 0, "ABORT_CMD");
}

}  // namespace pvscsim::conformance
