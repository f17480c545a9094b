// SPDX-License-Identifier: Apache-2.0
// DRIVER-053, MUST: Return the submission credit only after cmpConsIdx has been advanced.
// Source: chosen.
// Mutants: MUT-O58.
#include <algorithm>

#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(053, gives_credit_after_the_index,
                "twice as many requests as the ring holds, with new ones submitted whenever one "
                "ends",
                "at each store of reqProdIdx no more than the ring holds are beyond cmpConsIdx") {
    bench.start();
    const std::uint64_t state = bench.device.state_addr;
    const std::uint32_t room = bench.device.request_entries();
    std::uint32_t more = room;
    bench.on_event = [&](const BusEvent& event) {
        if (event.kind == BusEvent::Kind::Ended && more != 0) {
            --more;
            bench.submit(bench.reading(1));
        }
        if (event.kind != BusEvent::Kind::Store || event.at != state + kReqProdIdx) return;
        const auto out = static_cast<std::uint32_t>(event.value) - bench.word(state + kCmpConsIdx);
        bench.expect(out <= room, std::to_string(out) + " requests beyond cmpConsIdx");
    };
    bench.hold(2 * room);
    bench.device.end_all({});
    bench.settle();
    bench.device.end_all({});
    bench.settle();
    bench.expect(bench.ends.size() >= room, "too few have ended");
}

PVS_DRIVER_TEST(053, has_no_credit_to_give_before_the_index,
                "as many requests as the ring holds end, and a new one is submitted from within "
                "each end",
                "none of these is published before cmpConsIdx has made room") {
    bench.start();
    const std::uint64_t state = bench.device.state_addr;
    const std::uint32_t room =
        std::min(bench.device.request_entries(), bench.device.completion_entries());
    std::uint32_t more = room;
    bench.hold(room);
    bench.on_event = [&](const BusEvent& event) {
        if (event.kind != BusEvent::Kind::Ended || more == 0) return;
        --more;
        bench.submit(bench.reading(1));
        const std::uint32_t out = bench.word(state + kReqProdIdx) - bench.word(state + kCmpConsIdx);
        bench.expect(out <= room, std::to_string(out) + " requests beyond cmpConsIdx");
    };
    bench.device.end_all({});
    bench.settle();
}

}  // namespace pvscsim::conformance
