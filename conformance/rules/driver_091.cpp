// SPDX-License-Identifier: Apache-2.0
// DRIVER-091, SHOULD: Write INTR_MASK=0 before ADAPTER_RESET when shutting down.
// Source: LNX FBSD.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(091, silences_the_device_at_the_end, "a stop",
                "INTR_MASK is 0 before ADAPTER_RESET") {
    bench.start();
    const std::size_t from = bench.log.size();
    bench.stop();
    const std::size_t reset = bench.log.first(BusLog::writes(kCommand, kAdapterReset), from);
    if (reset == BusLog::kNone) bench.skip("the driver does not reset the device at its stop");
    bench.expect(
        bench.log.first(BusLog::writes(kIntrMask, 0), from) < reset || bench.device.mask == 0,
        "interrupts are enabled at the reset");
}

}  // namespace pvscsim::conformance
