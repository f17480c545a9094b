// SPDX-License-Identifier: Apache-2.0
// DRIVER-072, MUST: Drain the completion ring before deciding to abort.
// Source: LNX FBSD.
// Mutants: MUT-R40.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(072, looks_at_the_ring_before_it_aborts,
                "a request has ended and its interrupt was lost; the upper layer asks for its "
                "abort",
                "no ABORT_CMD, and it ends well") {
    bench.start();
    const auto ids = bench.hold(1);
    bench.device.end_all({});
    bench.lose_interrupts();
    const std::size_t from = bench.log.size();
    bench.driver->abort(ids.at(0));
    bench.expect_equal(bench.log.count(BusLog::writes(kCommand, kAbortCmd), from), 0, "ABORT_CMDs");
    const Ended* const end = bench.end_of(ids[0]);
    bench.expect(end != nullptr && end->as == Ended::As::Good, "it has not ended well");
}

PVS_DRIVER_TEST(072, looks_at_the_ring_when_time_is_up,
                "a request has ended and its interrupt was lost; its time-out passes",
                "no command is sent, and it ends well") {
    bench.start();
    bench.need_recovery();
    const auto ids = bench.hold(1);
    bench.device.end_all({});
    bench.lose_interrupts();
    const std::size_t from = bench.log.size();
    bench.advance_ms(5000);
    bench.expect_equal(bench.log.count(BusLog::writes(kCommand), from), 0, "commands");
    const Ended* const end = bench.end_of(ids.at(0));
    bench.expect(end != nullptr && end->as == Ended::As::Good, "it has not ended well");
}

}  // namespace pvscsim::conformance
