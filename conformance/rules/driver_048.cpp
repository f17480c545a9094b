// SPDX-License-Identifier: Apache-2.0
// DRIVER-048, MUST: Read cmpProdIdx with acquire semantics before reading the descriptors it
// covers.
// Source: LNX OVMF.
// Mutants: MUT-R19.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(048, orders_index_and_completions, "40 requests",
                "each load of cmpProdIdx after which completions are read has acquire order, or a "
                "fence follows it; none is read that it does not cover") {
    bench.start();
    const std::uint64_t produced = bench.device.state_addr + kCmpProdIdx;
    for (int i = 0; i < 40; ++i) bench.serve(bench.reading(1));
    bool ordered = true;
    for (std::size_t i = 0; i < bench.log.size(); ++i) {
        const BusEvent& event = bench.log[i];
        if (event.kind == BusEvent::Kind::Fence) ordered = true;
        if (event.kind != BusEvent::Kind::Load) continue;
        if (event.at == produced) ordered = event.order == Order::Acquire;
        const bool completion =
            event.at - bench.device.completion_pages[0] < bench.device.completion_entries() * 32;
        if (completion &&
            !bench.expect(ordered, "the load of cmpProdIdx before the completion at " +
                                       hex(event.at) + " is a plain one")) {
            return;
        }
    }
}

}  // namespace pvscsim::conformance
