// SPDX-License-Identifier: Apache-2.0
// DRIVER-061, MUST: Map SENTRST, RECVRST and BUSRESET to a reset outcome that makes the upper
// layer retry.
// Source: LNX FBSD ILL.
// Mutants: MUT-O60.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(061, has_what_a_reset_ended_tried_again,
                "requests end with SENTRST, RECVRST and BUSRESET", "each ends as reset") {
    bench.start();
    for (const std::uint16_t host : std::initializer_list<std::uint16_t>{0x22, 0x23, kBusReset}) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            reply.host_status = host;
            reply.data_bytes = 0;
            return reply;
        };
        bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Reset,
                     "hostStatus " + hex(host) + " ends as another");
    }
}

}  // namespace pvscsim::conformance
