// SPDX-License-Identifier: Apache-2.0
// DRIVER-005, MUST: Write INTR_MASK=0 or issue ADAPTER_RESET (clears status, not mask) before
// installing its interrupt handler.
// Source: OBSD ILL; firmware hand-over.
// Mutants: MUT-O43.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(005, silences_the_device_before_it_listens,
                "firmware has left a pending interrupt, enabled",
                "INTR_MASK is 0 or the adapter reset before the handler is in place") {
    bench.device.mask = 15;
    bench.device.status = kCmpl0;
    bench.start();
    const std::size_t connected = bench.log.first(BusLog::is(BusEvent::Kind::Connected));
    const std::size_t masked = bench.log.first(BusLog::writes(kIntrMask, 0));
    const std::size_t reset = bench.log.first(BusLog::writes(kCommand, kAdapterReset));
    bench.expect(masked < connected || reset < connected, "the handler is in place before");
}

}  // namespace pvscsim::conformance
