// SPDX-License-Identifier: Apache-2.0
// DRIVER-040, MUST: With coalescing enabled, issue a full fence between storing reqProdIdx and
// loading reqConsIdx and reqCallThreshold.
// Source: NBSD.
// Mutants: MUT-R10.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(040, fences_before_it_looks_at_the_threshold,
                "the device asks for a doorbell at 4 requests; reads",
                "a full fence lies between the store of reqProdIdx and the loads of reqConsIdx "
                "and reqCallThreshold") {
    bench.device.threshold = 4;
    bench.start();
    bench.need_threshold();
    const std::uint64_t state = bench.device.state_addr;
    bool looked = false;
    for (int i = 0; i < 4; ++i) {
        const std::size_t from = bench.log.size();
        bench.submit(bench.reading(1));
        const std::size_t stored =
            bench.log.first(BusLog::touches(BusEvent::Kind::Store, state + kReqProdIdx, 4), from);
        for (const std::uint32_t offset : {kReqConsIdx, 24U}) {
            const std::size_t loaded =
                bench.log.first(BusLog::touches(BusEvent::Kind::Load, state + offset, 4), from);
            if (loaded == BusLog::kNone) continue;
            looked = true;
            bench.expect(stored < loaded && bench.log.count(BusLog::is(BusEvent::Kind::Fence),
                                                            stored, loaded) != 0,
                         "no fence before the load at offset " + std::to_string(offset));
        }
    }
    bench.expect(looked, "the driver looks at no threshold, though it asked for one");
}

}  // namespace pvscsim::conformance
