// SPDX-License-Identifier: Apache-2.0
// DRIVER-090, MUST: On error paths release only what was acquired.
// Source: LNX history.
// Mutants: MUT-O71.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(090, gives_back_what_it_got,
                "starts that fail: the first to the eighth page of memory is missing, SETUP_RINGS "
                "is refused",
                "all memory is given back once, and no interrupt is disconnected that was not "
                "connected") {
    for (std::uint32_t allowed = 0; allowed < 8; ++allowed) {
        bench.allocations_max = allowed;
        if (bench.try_start()) bench.stop();
        bench.expect_equal(bench.released_pages(), bench.allocated_pages(),
                           "pages given back, with " + std::to_string(allowed) + " allowed");
    }
    bench.allocations_max = ~0U;
    bench.device.on_command = [](std::uint32_t id, const std::vector<std::uint32_t>&) {
        return id == kSetupRings ? std::optional<std::uint32_t>(kFailed) : std::nullopt;
    };
    if (bench.try_start()) bench.stop();
    bench.expect_equal(bench.released_pages(), bench.allocated_pages(),
                       "pages given back, without rings");
    std::int64_t connected = 0;
    for (std::size_t i = 0; i < bench.log.size(); ++i) {
        connected += bench.log[i].kind == BusEvent::Kind::Connected;
        connected -= bench.log[i].kind == BusEvent::Kind::Disconnected;
        bench.expect(connected >= 0, "it is disconnected and was not connected");
    }
}

}  // namespace pvscsim::conformance
