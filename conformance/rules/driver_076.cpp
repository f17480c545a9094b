// SPDX-License-Identifier: Apache-2.0
// DRIVER-076, MUST: Judge the abort wait by the wait's own return value.
// Source: LNX fix (completion misuse).
// Mutants: MUT-R39.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(076, takes_a_good_abort_for_one,
                "a request is aborted, and ends at once; 5 s go by", "no reset follows") {
    bench.start();
    const auto ids = bench.hold(1);
    const std::size_t from = bench.log.size();
    bench.driver->abort(ids.at(0));
    bench.settle();
    if (bench.log.count(BusLog::writes(kCommand, kAbortCmd), from) == 0) {
        bench.skip("the driver sends no abort");
    }
    bench.expect_equal(bench.ends_of(ids[0]), 1, "ends");
    bench.advance_ms(5000);
    for (const std::uint32_t command : {kResetDevice, kResetBus, kAdapterReset}) {
        bench.expect_equal(bench.log.count(BusLog::writes(kCommand, command), from), 0,
                           "commands " + std::to_string(command));
    }
}

}  // namespace pvscsim::conformance
