// SPDX-License-Identifier: Apache-2.0
// DRIVER-066, MUST: Process message entries until the ring is empty.
// Source: LNX FBSD OBSD.
// Mutants: MUT-R36.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(066, handles_every_message, "three messages and one interrupt",
                "all three are handled, or the driver asks to be called again") {
    bench.start();
    bench.need_messages();
    for (const std::uint32_t target : {3U, 4U, 5U}) bench.device.post_message(0, target);
    bench.deliver_one();
    bench.lose_interrupts();
    bench.expect(bench.unit_events.size() == 3 || bench.driver->wants_poll(),
                 std::to_string(bench.unit_events.size()) + " of 3 are handled");
}

}  // namespace pvscsim::conformance
