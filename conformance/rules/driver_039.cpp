// SPDX-License-Identifier: Apache-2.0
// DRIVER-039, MUST: Use KICK_NON_RW_IO for commands that are not plain reads or writes, and for
// any drain before a reset.
// Source: LNX FBSD ILL.
// Mutants: MUT-R11.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(039, rings_the_other_bell_for_other_commands,
                "TEST UNIT READY and INQUIRY, first without and then with a threshold of 8",
                "KICK_NON_RW_IO each time") {
    for (const std::uint32_t threshold : {0U, 8U}) {
        bench.device.threshold = threshold;
        bench.start();
        for (const UpperRequest& request : {bench.no_data(), bench.inquiry(36)}) {
            const std::size_t from = bench.log.size();
            bench.submit(request);
            bench.expect(bench.log.count(BusLog::writes(kKickNonRw), from) != 0,
                         "no KICK_NON_RW_IO for opcode " + hex(request.cdb[0]));
            bench.device.fetch();
            bench.settle();
        }
        bench.stop();
    }
}

PVS_DRIVER_TEST(039, rings_the_other_bell_before_a_reset, "resets of a unit and of the bus",
                "KICK_NON_RW_IO comes before the command") {
    bench.start();
    for (const std::uint32_t command : {kResetDevice, kResetBus}) {
        const std::size_t from = bench.log.size();
        command == kResetBus ? bench.driver->reset_bus() : bench.driver->reset_unit(0, 0);
        const std::size_t at = bench.log.first(BusLog::writes(kCommand, command), from);
        if (at == BusLog::kNone) bench.skip("the driver sends no such command");
        bench.expect(bench.log.count(BusLog::writes(kKickNonRw), from, at) != 0,
                     "no KICK_NON_RW_IO before command " + std::to_string(command));
    }
}

}  // namespace pvscsim::conformance
