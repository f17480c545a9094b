// SPDX-License-Identifier: Apache-2.0
// DRIVER-084, MUST: Quiesce message processing before ring memory is cleared.
// Source: LNX.
// Mutants: MUT-R37.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(084, has_done_with_messages_before_it_clears_them,
                "two messages are handled; one more is there, its interrupt lost, when the adapter "
                "is reset",
                "from the clearing of its memory to the new rings the message ring is not read, "
                "and the message is not lost") {
    bench.start();
    bench.need_messages();
    for (const std::uint32_t target : {3U, 4U}) bench.device.post_message(0, target);
    bench.advance_ms(1);
    bench.device.post_message(0, 5);
    bench.lose_interrupts();
    const std::uint64_t state = bench.device.state_addr;
    const std::uint64_t messages = bench.device.message_pages[0];
    const std::size_t from = bench.log.size();
    bench.driver->reset_adapter();
    const auto& log = bench.log;
    const std::size_t reset = log.first(BusLog::writes(kCommand, kAdapterReset), from);
    const std::size_t rings = log.first(BusLog::writes(kCommand, kSetupRings), from);
    if (rings == BusLog::kNone) bench.skip("the driver sets up no rings after a reset");
    const std::size_t state_cleared =
        log.first(BusLog::touches(BusEvent::Kind::Store, state + kMsgProdIdx, 4), reset);
    const std::size_t ring_cleared =
        log.first(BusLog::touches(BusEvent::Kind::Store, messages, 128), reset);
    bench.expect_equal(
        log.count(BusLog::touches(BusEvent::Kind::Load, state + kMsgProdIdx, 4), state_cleared,
                  rings) +
            log.count(BusLog::touches(BusEvent::Kind::Load, messages, 4096), ring_cleared, rings),
        0, "loads of the message ring after it was cleared");
    bool told = false;
    for (const UnitEvent& event : bench.unit_events) {
        told = told || event.target == 5 || event.what == UnitEvent::What::RescanNeeded;
    }
    bench.expect(told, "the message is lost");
}

}  // namespace pvscsim::conformance
