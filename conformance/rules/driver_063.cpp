// SPDX-License-Identifier: Apache-2.0
// DRIVER-063, SHOULD: Requeue on BUSY and TASK SET FULL.
// Source: FBSD NANOS.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(063, has_what_was_refused_tried_again, "reads end with BUSY and TASK SET FULL",
                "each is to be tried again") {
    bench.start();
    for (const std::uint16_t scsi : std::initializer_list<std::uint16_t>{0x08, 0x28}) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            reply.scsi_status = scsi;
            reply.data_bytes = 0;
            return reply;
        };
        bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Busy,
                     "SCSI status " + hex(scsi) + " ends as another");
    }
}

}  // namespace pvscsim::conformance
