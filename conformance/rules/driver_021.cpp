// SPDX-License-Identifier: Apache-2.0
// DRIVER-021, MUST: Enable interrupts only after handler, rings and contexts are ready.
// Source: LNX FBSD.
// Mutants: MUT-R34.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(021, enables_interrupts_last, "a start",
                "INTR_MASK is not 0 only after the rings are installed and the handler is in "
                "place") {
    bench.start();
    const auto enables = [](const BusEvent& event) {
        return event.kind == BusEvent::Kind::RegisterWrite && event.at == kIntrMask &&
               event.value != 0;
    };
    const std::size_t at = bench.log.first(enables);
    if (at == BusLog::kNone) bench.skip("the driver uses no interrupts");
    bench.expect(bench.log.first(BusLog::writes(kCommand, kSetupRings)) < at, "no rings yet");
    bench.expect(bench.log.first(BusLog::is(BusEvent::Kind::Connected)) < at, "no handler yet");
}

}  // namespace pvscsim::conformance
