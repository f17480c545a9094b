// SPDX-License-Identifier: Apache-2.0
// DRIVER-071, MUST: Bound message handling against a broken producer index.
// Source: hostile device.
// Mutants: MUT-O65.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(071, bounds_its_work_with_messages,
                "msgProdIdx jumps by 100,000; then a device that posts another message whenever "
                "one is read",
                "each call comes back after no more than the ring has, and requests are served") {
    bench.start();
    bench.need_messages();
    bench.device.set_word(kMsgProdIdx, bench.device.msg_prod + 100'000);
    bench.device.raise(kMsg0);
    bench.settle();
    bench.expect_equal(bench.unit_events.size(), 0, "units told");
    bench.device.set_word(kMsgProdIdx, bench.device.msg_prod);
    const auto reads = BusLog::touches(BusEvent::Kind::Load, bench.device.message_pages[0],
                                       bench.device.message_pages.size() * 4096);
    const std::uint64_t entries = bench.device.message_entries();
    std::uint64_t taken = 0;
    bench.on_event = [&](const BusEvent& event) {
        if (reads(event) && ++taken < 4 * entries) bench.device.post_message(0, 3);
    };
    bench.device.post_message(0, 3);
    bench.deliver_one();
    bench.expect(taken <= entries + 1, std::to_string(taken) + " messages in one call");
    bench.on_event = nullptr;
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
