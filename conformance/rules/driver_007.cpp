// SPDX-License-Identifier: Apache-2.0
// DRIVER-007, MUST: Serialise complete command sequences (COMMAND, all COMMAND_DATA, status read)
// against each other.
// Source: LNX FBSD.
// Mutants: MUT-R58.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(007, sends_each_command_whole,
                "two requests that hang and run into their time-outs at once, a reset of their "
                "unit, a reset of the adapter",
                "no command begins before the one before it has all its words") {
    bench.start();
    const auto ids = bench.hold(2);
    bench.device.ends_aborted = false;
    bench.advance_ms(1250);
    bench.driver->reset_unit(0, 0);
    for (const std::uint64_t id : ids) bench.driver->abort(id);
    bench.driver->reset_adapter();
    bench.settle();
    bench.stop();
}

}  // namespace pvscsim::conformance
