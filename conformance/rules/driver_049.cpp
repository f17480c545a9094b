// SPDX-License-Identifier: Apache-2.0
// DRIVER-049, MUST: Scan until cmpConsIdx equals a freshly read cmpProdIdx (limit: DRIVER-050).
// Source: LNX FBSD.
// Mutants: MUT-R20.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(049, takes_all_that_is_there, "three completions and one interrupt",
                "all three are taken, or the driver asks to be called again") {
    bench.start();
    bench.need_interrupts(bench.settings.way);
    bench.need_outstanding(3);
    const auto ids = bench.hold(3);
    bench.device.end_all({});
    bench.deliver_one();
    bench.lose_interrupts();
    std::size_t ended = 0;
    for (const std::uint64_t id : ids) ended += bench.ends_of(id);
    bench.expect(ended == 3 || bench.driver->wants_poll(),
                 std::to_string(ended) + " of 3 have ended");
}

PVS_DRIVER_TEST(049, looks_once_more_at_the_index,
                "a completion comes while the one before it is read; its interrupt is lost",
                "both are taken, or the driver asks to be called again") {
    bench.start();
    bench.need_interrupts(bench.settings.way);
    bench.need_outstanding(2);
    const auto ids = bench.hold(2);
    bench.device.end(bench.device.in_flight.front().context, {});
    const auto reads = BusLog::touches(BusEvent::Kind::Load, bench.device.completion_pages[0],
                                       bench.device.completion_pages.size() * 4096);
    bench.on_event = [&](const BusEvent& event) {
        if (reads(event)) bench.device.end_all({});
    };
    bench.deliver_one();
    bench.lose_interrupts();
    bench.expect(
        (bench.ends_of(ids[0]) == 1 && bench.ends_of(ids[1]) == 1) || bench.driver->wants_poll(),
        "the second has not ended");
}

}  // namespace pvscsim::conformance
