// SPDX-License-Identifier: Apache-2.0
// DRIVER-046, MUST: On a shared INTx line claim the interrupt only if INTR_STATUS has a defined
// bit set.
// Source: LNX OBSD ILL.
// Mutants: MUT-R33.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(046, claims_its_own_interrupts_alone,
                "a shared line is raised by another device; INTR_STATUS is 0, then 0xfffffff0",
                "the driver does not claim the interrupt and acknowledges nothing") {
    bench.settings.way = InterruptWay::Intx;
    bench.offers_messages = false;
    bench.start();
    bench.need_interrupts(InterruptWay::Intx);
    for (const std::uint32_t status : {0U, 0xfffffff0U}) {
        bench.device.status = status;
        const std::size_t from = bench.log.size();
        bench.expect(!bench.driver->interrupt(), "it claims INTR_STATUS " + hex(status));
        bench.expect_equal(bench.log.count(BusLog::writes(kIntrStatus), from), 0,
                           "writes of INTR_STATUS");
    }
    bench.device.status = 0;
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
