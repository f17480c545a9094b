// SPDX-License-Identifier: Apache-2.0
// DRIVER-083, MUST: Re-enable coalescing after ADAPTER_RESET or stop applying it.
// Source: chosen.
// Mutants: MUT-R48.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(083, agrees_anew_on_the_threshold_or_forgets_it,
                "after a reset of the adapter reqCallThreshold reads 8; a read",
                "the threshold was asked for anew, or the doorbell rings") {
    bench.device.threshold = 8;
    bench.start();
    bench.need_threshold();
    bench.driver->reset_adapter();
    bench.settle();
    const bool agreed = bench.device.threshold_on;
    if (!bench.device.installed) bench.skip("the driver has no rings after a reset");
    bench.device.set_word(24, 8);
    const std::size_t from = bench.log.size();
    bench.submit(bench.reading(1));
    bench.expect(agreed || bench.log.count(BusLog::writes(kKickRw), from) != 0,
                 "it was not asked for, and the doorbell does not ring");
}

}  // namespace pvscsim::conformance
