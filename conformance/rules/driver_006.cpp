// SPDX-License-Identifier: Apache-2.0
// DRIVER-006, MUST: Issue ADAPTER_RESET before the first SETUP_RINGS.
// Source: LNX FBSD ILL SEA OVMF.
// Mutants: MUT-O44.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(006, resets_before_it_sets_up, "a start",
                "ADAPTER_RESET comes before SETUP_RINGS") {
    bench.start();
    const std::size_t reset = bench.log.first(BusLog::writes(kCommand, kAdapterReset));
    const std::size_t set_up = bench.log.first(BusLog::writes(kCommand, kSetupRings));
    bench.expect(reset < set_up, "SETUP_RINGS comes first");
}

}  // namespace pvscsim::conformance
