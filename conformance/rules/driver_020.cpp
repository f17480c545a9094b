// SPDX-License-Identifier: Apache-2.0
// DRIVER-020, MUST: Issue SETUP_MSG_RING only after SETUP_RINGS.
// Source: header.
// Mutants: MUT-O49.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(020, sets_up_messages_after_the_rings, "a start, and a reset of the adapter",
                "each SETUP_MSG_RING follows a SETUP_RINGS with nothing that undoes it between") {
    bench.start();
    bench.need_messages();
    bench.driver->reset_adapter();
    bool rings = false;
    for (std::size_t i = 0; i < bench.log.size(); ++i) {
        const BusEvent& event = bench.log[i];
        if (event.kind != BusEvent::Kind::RegisterWrite || event.at != kCommand) continue;
        if (event.value == kAdapterReset) rings = false;
        if (event.value == kSetupRings) rings = true;
        if (event.value == kSetupMsgRing) bench.expect(rings, "SETUP_MSG_RING without rings");
    }
}

}  // namespace pvscsim::conformance
