// SPDX-License-Identifier: Apache-2.0
// DRIVER-070, SHOULD: Rescan all targets when the message ring was found full, because messages
// may have been dropped.
// Source: chosen.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(070, looks_at_everything_after_an_overflow, "the message ring is found full",
                "the upper layer is to look at all targets") {
    bench.start();
    bench.need_messages();
    for (std::uint32_t i = 0; i < bench.device.message_entries(); ++i) {
        bench.device.post_message(0, i % 8);
    }
    bench.advance_ms(1);
    bool told = false;
    for (const UnitEvent& event : bench.unit_events) {
        told = told || event.what == UnitEvent::What::RescanNeeded;
    }
    bench.expect(told, "it is not told");
}

}  // namespace pvscsim::conformance
