// SPDX-License-Identifier: Apache-2.0
// DRIVER-037, MUST: Advance reqProdIdx by a single 32-bit store owned by one lock holder.
// Source: LNX FBSD.
// Mutants: MUT-O54.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(037, publishes_with_one_store, "40 requests",
                "each store to reqProdIdx has 32 bits, and goes on by what was added") {
    bench.start();
    const std::uint64_t index = bench.device.state_addr + kReqProdIdx;
    const std::size_t from = bench.log.size();
    for (int i = 0; i < 40; ++i) bench.serve(bench.reading(1));
    const auto publishes = BusLog::touches(BusEvent::Kind::Store, index, 4);
    std::uint64_t last = 0;
    for (std::size_t at = bench.log.first(publishes, from); at != BusLog::kNone;
         at = bench.log.first(publishes, at + 1)) {
        const BusEvent& event = bench.log[at];
        bench.expect(event.at == index && event.bytes == 4,
                     "a store of " + std::to_string(event.bytes) + " bytes at " + hex(event.at));
        bench.expect(
            event.value > last && event.value <= 40,
            "the index goes from " + std::to_string(last) + " to " + std::to_string(event.value));
        last = event.value;
    }
    bench.expect_equal(last, 40, "reqProdIdx");
}

}  // namespace pvscsim::conformance
