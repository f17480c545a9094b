// SPDX-License-Identifier: Apache-2.0
// DRIVER-073, MUST: Kick (non-RW) before an abort if the request may still be unfetched because of
// coalescing.
// Source: chosen.
// Mutants: MUT-O66.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(073, rings_before_it_aborts,
                "the device asks for a doorbell at 8 requests; one read waits in the ring and is "
                "aborted",
                "KICK_NON_RW_IO comes before ABORT_CMD, and the request ends") {
    bench.device.threshold = 8;
    bench.start();
    bench.need_threshold();
    bench.device.on_request = [](const Fetched&) { return Reply::hold(); };
    const UpperRequest request = bench.reading(1);
    const std::size_t from = bench.log.size();
    bench.submit(request);
    bench.driver->abort(request.id);
    const std::size_t at = bench.log.first(BusLog::writes(kCommand, kAbortCmd), from);
    if (bench.expect(at != BusLog::kNone, "there is no ABORT_CMD")) {
        bench.expect(bench.log.count(BusLog::writes(kKickNonRw), from, at) != 0,
                     "no KICK_NON_RW_IO before it");
    }
    bench.settle();
    bench.expect_equal(bench.ends_of(request.id), 1, "ends");
}

}  // namespace pvscsim::conformance
