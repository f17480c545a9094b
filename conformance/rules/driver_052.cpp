// SPDX-License-Identifier: Apache-2.0
// DRIVER-052, MUST: Finish reading a completion descriptor before advancing cmpConsIdx over it
// (release order).
// Source: LNX FBSD OVMF.
// Mutants: MUT-R18.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(052, reads_a_completion_before_it_gives_it_back, "40 requests",
                "each store of cmpConsIdx has release order, or a fence before it, and covers "
                "completions that have been read") {
    bench.start();
    const std::uint64_t consumed = bench.device.state_addr + kCmpConsIdx;
    const std::size_t from = bench.log.size();
    for (int i = 0; i < 40; ++i) bench.serve(bench.reading(1));
    bool fenced = false;
    for (std::size_t i = from; i < bench.log.size(); ++i) {
        const BusEvent& event = bench.log[i];
        if (event.kind == BusEvent::Kind::Load) fenced = false;
        if (event.kind == BusEvent::Kind::Fence) fenced = true;
        if (event.kind != BusEvent::Kind::Store || event.at != consumed) continue;
        if (!bench.expect(fenced || event.order == Order::Release, "the store is a plain one")) {
            return;
        }
    }
}

}  // namespace pvscsim::conformance
