// SPDX-License-Identifier: Apache-2.0
// DRIVER-087, MUST: Not acquire a lock it already holds in recovery paths.
// Source: chosen.
// Mutants: MUT-R45.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(087, comes_back_from_every_step,
                "a request hangs until the adapter is reset, by time-outs; then resets of unit, "
                "bus and adapter are asked for",
                "each call comes back, and requests are served") {
    bench.start();
    bench.need_recovery();
    bench.device.ends_aborted = bench.device.ends_reset = false;
    bench.hold(1);
    bench.advance_ms(10'000);
    bench.hold(2);
    bench.driver->reset_unit(0, 0);
    bench.driver->reset_bus();
    bench.driver->reset_adapter();
    bench.settle();
    if (!bench.device.installed) bench.skip("the driver sets up no rings after a reset");
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
