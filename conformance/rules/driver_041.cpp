// SPDX-License-Identifier: Apache-2.0
// DRIVER-041, MUST: With coalescing enabled, kick when reqProdIdx - reqConsIdx >= reqCallThreshold
// (not >), evaluated after the publish.
// Source: LNX FBSD.
// Mutants: MUT-R08, MUT-R09.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(041, kicks_when_the_threshold_is_reached,
                "the device asks for a doorbell at 4 requests; four reads",
                "the doorbell rings with the fourth") {
    bench.device.threshold = 4;
    bench.start();
    bench.need_threshold();
    bench.device.on_request = [](const Fetched&) { return Reply::hold(); };
    const std::size_t from = bench.log.size();
    for (int i = 0; i < 4; ++i) bench.submit(bench.reading(1));
    const auto kick = BusLog::writes(kKickRw);
    bench.expect(bench.log.count(kick, from) != 0, "four requests wait, and no doorbell rang");
    bench.expect_equal(bench.device.in_flight.size(), 4, "requests fetched");
}

}  // namespace pvscsim::conformance
