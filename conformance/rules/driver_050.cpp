// SPDX-License-Identifier: Apache-2.0
// DRIVER-050, MUST: Limit one scan to E_cmp entries beyond the start or re-check sanity, so that a
// broken producer index cannot loop forever; if the limit stops it, reschedule the scan.
// Source: hostile device.
// Mutants: MUT-O57.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(050, bounds_a_scan, "a device that posts another completion whenever one is read",
                "one call of the handler reads no more than the ring has, and one more; what is "
                "left is taken later") {
    bench.start();
    bench.hold(1);
    const Fetched held = bench.device.in_flight.front();
    const auto reads = BusLog::touches(BusEvent::Kind::Load, bench.device.completion_pages[0],
                                       bench.device.completion_pages.size() * 4096);
    const std::uint64_t entries = bench.device.completion_entries();
    Fetched stranger = held;
    stranger.context = 0x7fffffff;
    std::uint64_t taken = 0;
    bench.on_event = [&](const BusEvent& event) {
        if (reads(event) && ++taken < 4 * entries) bench.device.post(stranger, {});
    };
    bench.device.post(stranger, {});
    if (!bench.deliver_one()) bench.driver->poll();
    bench.expect(taken <= entries + 128, std::to_string(taken) + " completions in one call, with " +
                                             std::to_string(entries) + " in the ring");
    bench.on_event = nullptr;
    bench.device.end_all({});
    bench.advance_ms(5);
    bench.expect(bench.ends.size() == 1, "the request has not ended");
}

PVS_DRIVER_TEST(050, survives_an_index_that_cannot_be,
                "cmpProdIdx jumps by 100,000, then back by one, then is right again",
                "no request ends by it, and what is right is taken") {
    bench.start();
    bench.hold(1);
    const std::uint32_t right = bench.device.cmp_prod;
    for (const std::uint32_t wrong : {right + 100'000, right - 1}) {
        bench.device.set_word(kCmpProdIdx, wrong);
        bench.device.raise(kCmpl0);
        bench.settle();
        bench.expect(bench.ends.empty(), "a request has ended");
    }
    bench.device.set_word(kCmpProdIdx, right);
    bench.device.end_all({});
    bench.settle();
    bench.expect(bench.ends.size() == 1, "the request has not ended");
}

}  // namespace pvscsim::conformance
