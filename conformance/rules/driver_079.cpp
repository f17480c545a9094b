// SPDX-License-Identifier: Apache-2.0
// DRIVER-079, MUST: Escalate in the order abort, device reset, bus reset, adapter reset.
// Source: LNX FBSD.
// Mutants: MUT-O67.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(079, goes_from_step_to_step,
                "a request hangs, and neither abort nor resets of unit and bus end it",
                "ABORT_CMD, RESET_DEVICE, RESET_BUS, ADAPTER_RESET, in this order, and then it has "
                "ended") {
    bench.start();
    bench.need_recovery();
    bench.device.ends_aborted = bench.device.ends_reset = false;
    const auto ids = bench.hold(1);
    std::size_t from = bench.log.size();
    bench.advance_ms(10'000);
    for (const std::uint32_t command : {kAbortCmd, kResetDevice, kResetBus, kAdapterReset}) {
        const std::size_t at = bench.log.first(BusLog::writes(kCommand, command), from);
        if (bench.expect(at != BusLog::kNone,
                         "command " + std::to_string(command) + " does not come in its turn")) {
            from = at;
        }
    }
    bench.expect_equal(bench.ends_of(ids.at(0)), 1, "ends");
}

}  // namespace pvscsim::conformance
