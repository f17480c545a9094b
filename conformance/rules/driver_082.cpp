// SPDX-License-Identifier: Apache-2.0
// DRIVER-082, MUST: After ADAPTER_RESET: drain the old ring, then complete all remaining requests
// as reset, then re-initialise memory, then SETUP_RINGS, SETUP_MSG_RING and INTR_MASK.
// Source: LNX.
// Mutants: MUT-R46, MUT-R47, MUT-R49.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(082, sets_everything_up_anew_after_a_reset,
                "a reset of the adapter with three requests in flight, one of which the device "
                "completes during it",
                "the old ring is drained, the others end as reset, memory is cleared, then "
                "SETUP_RINGS, SETUP_MSG_RING and INTR_MASK; requests are served") {
    bench.start();
    bench.need_outstanding(3);
    const auto ids = bench.hold(3);
    const bool messages = !bench.device.message_pages.empty();
    const bool masks = bench.way() != InterruptWay::Polled;
    bench.device.on_command = [&](std::uint32_t id, const std::vector<std::uint32_t>&) {
        if (id == kAdapterReset) bench.device.end(bench.device.in_flight.at(0).context, {});
        return std::optional<std::uint32_t>{};
    };
    const std::size_t from = bench.log.size();
    bench.driver->reset_adapter();
    bench.device.on_command = nullptr;
    const auto& log = bench.log;
    const std::uint64_t state = bench.device.state_addr;
    const std::size_t reset = log.first(BusLog::writes(kCommand, kAdapterReset), from);
    const std::size_t rings = log.first(BusLog::writes(kCommand, kSetupRings), from);
    if (!bench.expect(reset != BusLog::kNone && rings != BusLog::kNone && reset < rings,
                      "no ADAPTER_RESET and then SETUP_RINGS")) {
        return;
    }
    bench.expect(
        log.count(BusLog::touches(BusEvent::Kind::Load, state + kCmpProdIdx, 4), reset, rings) != 0,
        "the old ring is not looked at");
    std::size_t good = 0;
    std::size_t as_reset = 0;
    for (const std::uint64_t id : ids) {
        const Ended* const end = bench.end_of(id);
        bench.expect_equal(bench.ends_of(id), 1, "ends");
        good += end != nullptr && end->as == Ended::As::Good;
        as_reset += end != nullptr && end->as == Ended::As::Reset;
    }
    bench.expect(good == 1 && as_reset == 2, std::to_string(good) + " have ended well, " +
                                                 std::to_string(as_reset) + " as reset");
    bench.expect(log.count(BusLog::is(BusEvent::Kind::Ended), reset, rings) == 3,
                 "requests have not ended before the rings are set up");
    bench.expect(log.count(BusLog::touches(BusEvent::Kind::Store, state, 4), reset, rings) != 0,
                 "the state page is not cleared");
    const std::size_t again = log.first(BusLog::writes(kCommand, kSetupMsgRing), rings);
    bench.expect(!messages || again != BusLog::kNone, "no SETUP_MSG_RING");
    const auto enables = [](const BusEvent& event) {
        return event.kind == BusEvent::Kind::RegisterWrite && event.at == kIntrMask &&
               event.value != 0;
    };
    bench.expect(!masks || log.first(enables, rings) != BusLog::kNone, "INTR_MASK is not written");
    bench.settle();
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
