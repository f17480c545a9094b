// SPDX-License-Identifier: Apache-2.0
// DRIVER-055, MUST: Treat CHECK CONDITION as an error even if hostStatus is DATARUN.
// Source: QBB behaviour.
// Mutants: MUT-R25.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(055, sees_a_check_condition_behind_a_data_run,
                "reads end with DATARUN, then with DATA_UNDERRUN, and CHECK CONDITION with sense",
                "they are errors") {
    bench.start();
    for (const std::uint16_t host : std::initializer_list<std::uint16_t>{kDataRun, 0x0c}) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            reply.host_status = host;
            reply.scsi_status = kCheckCondition;
            reply.data_bytes = 0;
            reply.sense = {0x70, 0, 3, 0, 0, 0, 0, 10, 0, 0, 0, 0, 0x11, 0, 0, 0, 0, 0};
            return reply;
        };
        const Ended end = bench.serve(bench.reading(1));
        bench.expect(end.as != Ended::As::Good && end.as != Ended::As::Busy,
                     "hostStatus " + hex(host) + " hides it");
    }
}

}  // namespace pvscsim::conformance
