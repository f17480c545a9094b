// SPDX-License-Identifier: Apache-2.0
// DRIVER-062, MUST: Map an unknown hostStatus to an error, without taking the adapter down.
// Source: LNX.
// Mutants: MUT-O72.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(062, survives_a_status_that_it_does_not_know,
                "requests end with hostStatus 0x01, 0x15, 0x27, 0x99 and 0xffff; then a good one",
                "each is an error, and the good one is good") {
    bench.start();
    for (const std::uint16_t host :
         std::initializer_list<std::uint16_t>{0x01, 0x15, 0x27, 0x99, 0xffff}) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            reply.host_status = host;
            return reply;
        };
        const Ended end = bench.serve(bench.reading(1));
        bench.expect(end.as != Ended::As::Good && end.as != Ended::As::NoTarget,
                     "hostStatus " + hex(host) + " is no error");
    }
    bench.device.on_request = nullptr;
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "the adapter is down");
}

}  // namespace pvscsim::conformance
