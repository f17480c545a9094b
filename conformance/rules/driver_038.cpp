// SPDX-License-Identifier: Apache-2.0
// DRIVER-038, MUST: Kick after publishing, except as coalescing allows.
// Source: all.
// Mutants: MUT-R06.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(038, rings_after_it_has_published,
                "requests of several kinds, one after the other, without a threshold",
                "a doorbell follows each store of reqProdIdx") {
    bench.settings.threshold = false;
    bench.device.has_threshold = false;
    bench.start();
    const auto publishes =
        BusLog::touches(BusEvent::Kind::Store, bench.device.state_addr + kReqProdIdx, 4);
    for (int i = 0; i < 6; ++i) {
        const std::size_t from = bench.log.size();
        const UpperRequest request = i % 3 == 0   ? bench.no_data()
                                     : i % 3 == 1 ? bench.reading(1)
                                                  : bench.writing(1);
        bench.submit(request);
        const std::size_t at = bench.log.first(publishes, from);
        if (!bench.expect(at != BusLog::kNone, "nothing is published")) return;
        bench.expect(bench.log.count(BusLog::writes(kKickRw), at) +
                             bench.log.count(BusLog::writes(kKickNonRw), at) !=
                         0,
                     "no doorbell follows for opcode " + hex(request.cdb[0]));
        bench.settle();
        bench.advance_ms(2);
    }
}

}  // namespace pvscsim::conformance
