// SPDX-License-Identifier: Apache-2.0
// DRIVER-085, MUST: Block new submissions from the start of a reset until the rings are installed
// again.
// Source: LNX.
// Mutants: MUT-O70.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(085, sends_nothing_during_a_reset,
                "requests are submitted from within the ends that a reset of the adapter causes",
                "nothing is published from ADAPTER_RESET to SETUP_RINGS; then they are served") {
    bench.start();
    const auto ids = bench.hold(3);
    const std::uint64_t state = bench.device.state_addr;
    std::vector<std::uint64_t> more;
    bench.on_event = [&](const BusEvent& event) {
        if (event.kind != BusEvent::Kind::Ended || more.size() >= ids.size()) return;
        const UpperRequest request = bench.reading(1);
        if (bench.submit(request)) more.push_back(request.id);
    };
    const std::size_t from = bench.log.size();
    bench.driver->reset_adapter();
    bench.on_event = nullptr;
    const auto& log = bench.log;
    const std::size_t reset = log.first(BusLog::writes(kCommand, kAdapterReset), from);
    const std::size_t rings = log.first(BusLog::writes(kCommand, kSetupRings), from);
    if (rings == BusLog::kNone) bench.skip("the driver sets up no rings after a reset");
    const auto publishes = [&](const BusEvent& event) {
        return event.kind == BusEvent::Kind::Store && event.at == state + kReqProdIdx &&
               event.bytes == 4;
    };
    bench.expect_equal(log.count(publishes, reset, rings), 0, "stores of reqProdIdx");
    bench.expect_equal(log.count(BusLog::writes(kKickRw), reset, rings), 0, "doorbells");
    bench.settle();
    for (const std::uint64_t id : more) bench.expect_equal(bench.ends_of(id), 1, "ends");
}

}  // namespace pvscsim::conformance
