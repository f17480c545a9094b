// SPDX-License-Identifier: Apache-2.0
// DRIVER-047, MUST: In MSI/MSI-X mode scan the rings on every message; not require INTR_STATUS to
// be set unless it also acknowledges it.
// Source: LNX versus FBSD.
// Mutants: MUT-O56.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(047, scans_at_every_message,
                "a message comes for a completion, and INTR_STATUS reads 0", "the request ends") {
    bench.start();
    bench.need_interrupts(bench.settings.way);
    bench.serve(bench.reading(1));
    const bool acknowledges = bench.log.count(BusLog::writes(kIntrStatus)) != 0;
    const auto ids = bench.hold(1);
    bench.device.end_all({});
    bench.device.status = 0;
    const std::size_t from = bench.log.size();
    bench.deliver_one();
    if (acknowledges && bench.log.count(BusLog::reads(kIntrStatus), from) != 0) {
        bench.skip("the driver reads INTR_STATUS and goes by it, and acknowledges it");
    }
    bench.expect(bench.ends_of(ids.at(0)) == 1, "the request has not ended");
}

}  // namespace pvscsim::conformance
