// SPDX-License-Identifier: Apache-2.0
// DRIVER-044, SHOULD: Zero the first bytes of the sense buffer before submission or ignore it
// unless CHECK CONDITION and senseLen > 0.
// Source: LNX swiotlb fix.
// Mutants: MUT-R29.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(
    044, tells_no_sense_of_before,
    "every sense buffer is filled by a CHECK CONDITION, then the same contexts end well",
    "no sense data is told with those") {
    bench.start();
    const std::uint32_t count = 2 * bench.device.request_entries();
    for (std::uint32_t i = 0; i < 2 * count; ++i) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            if (i >= count) return reply;
            reply.scsi_status = kCheckCondition;
            reply.sense = {0x70, 0, 5, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0};
            return reply;
        };
        const Ended end = bench.serve(bench.reading(1));
        if (i < count) continue;
        if (!bench.expect(end.sense.empty(), "sense data with a good end")) return;
    }
}

}  // namespace pvscsim::conformance
