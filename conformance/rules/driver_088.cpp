// SPDX-License-Identifier: Apache-2.0
// DRIVER-088, MUST: Re-arm its timeout timer whenever a request is queued and none is armed,
// including after the queue was empty.
// Source: chosen.
// Mutants: MUT-R50.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(088, watches_over_a_request_after_a_pause,
                "a request ends; so long that every timer has passed nothing is asked; then one "
                "hangs",
                "the driver does something about it in time") {
    bench.start();
    bench.need_recovery();
    bench.serve(bench.reading(1));
    bench.advance_ms(10'000);
    bench.hold(1);
    const std::size_t from = bench.log.size();
    bench.advance_ms(2 * bench.settings.request_timeout_ms);
    bench.expect(bench.log.count(BusLog::writes(kCommand), from) != 0, "it does nothing");
}

PVS_DRIVER_TEST(088, watches_over_the_first_request, "the first request hangs",
                "the driver does something about it in time") {
    bench.start();
    bench.need_recovery();
    bench.hold(1);
    const std::size_t from = bench.log.size();
    bench.advance_ms(2 * bench.settings.request_timeout_ms);
    bench.expect(bench.log.count(BusLog::writes(kCommand), from) != 0, "it does nothing");
}

}  // namespace pvscsim::conformance
