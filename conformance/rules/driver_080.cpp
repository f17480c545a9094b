// SPDX-License-Identifier: Apache-2.0
// DRIVER-080, MUST: Kick (non-RW), reset, then drain completions under one lock for device and bus
// resets.
// Source: LNX.
// Mutants: MUT-O68.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(080, rings_resets_and_drains,
                "resets of a unit and of the bus, with a request in flight each",
                "KICK_NON_RW_IO, the command, a look at cmpProdIdx, before the call comes back; "
                "the request has ended then") {
    bench.start();
    for (const std::uint32_t command : {kResetDevice, kResetBus}) {
        const auto ids = bench.hold(1);
        const std::size_t from = bench.log.size();
        command == kResetBus ? bench.driver->reset_bus() : bench.driver->reset_unit(0, 0);
        const std::size_t at = bench.log.first(BusLog::writes(kCommand, command), from);
        if (at == BusLog::kNone) bench.skip("the driver sends no such command");
        bench.expect(bench.log.count(BusLog::writes(kKickNonRw), from, at) != 0,
                     "no KICK_NON_RW_IO before it");
        const auto looks =
            BusLog::touches(BusEvent::Kind::Load, bench.device.state_addr + kCmpProdIdx, 4);
        bench.expect(bench.log.count(looks, at) != 0, "no look at cmpProdIdx after it");
        bench.expect_equal(bench.ends_of(ids.at(0)), 1, "ends");
        bench.settle();
    }
}

}  // namespace pvscsim::conformance
