// SPDX-License-Identifier: Apache-2.0
// DRIVER-054, MUST: Evaluate hostStatus first and scsiStatus for 0x00, 0x0A, 0x0B; never report
// success on hostStatus alone.
// Source: LNX FBSD.
// Mutants: MUT-R27.
#include <initializer_list>

#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(054, looks_at_both_statuses,
                "reads end with each of 0x00, 0x0A, 0x0B and GOOD, BUSY, RESERVATION CONFLICT, "
                "CHECK CONDITION",
                "with GOOD they are good, with the others they are not") {
    bench.start();
    for (const std::uint16_t host : std::initializer_list<std::uint16_t>{0x00, 0x0a, 0x0b}) {
        for (const std::uint16_t scsi : std::initializer_list<std::uint16_t>{0, 2, 8, 0x18}) {
            bench.device.on_request = [&](const Fetched&) {
                Reply reply;
                reply.host_status = host;
                reply.scsi_status = scsi;
                return reply;
            };
            const bool good = bench.serve(bench.reading(1)).as == Ended::As::Good;
            bench.expect(good == (scsi == 0), "hostStatus " + hex(host) + ", scsiStatus " +
                                                  hex(scsi) + (good ? " is good" : " is not good"));
        }
    }
}

}  // namespace pvscsim::conformance
