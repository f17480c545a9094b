// SPDX-License-Identifier: Apache-2.0
// DRIVER-059, MUST: Map ABORTQUEUE to a retryable or aborted outcome, never to success.
// Source: LNX FBSD.
// Mutants: MUT-R26.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(059, does_not_take_an_abort_for_success, "reads and a write end with ABORTQUEUE",
                "they are aborted, or to be tried again") {
    bench.start();
    bench.device.on_request = [](const Fetched&) {
        Reply reply;
        reply.host_status = kAbortQueue;
        reply.data_bytes = 0;
        return reply;
    };
    for (const UpperRequest& request : {bench.reading(1), bench.writing(1), bench.no_data()}) {
        const Ended end = bench.serve(request);
        bench.expect(
            end.as == Ended::As::Aborted || end.as == Ended::As::Reset || end.as == Ended::As::Busy,
            "opcode " + hex(request.cdb[0]) + " ends as " +
                std::to_string(static_cast<int>(end.as)));
    }
}

}  // namespace pvscsim::conformance
