// SPDX-License-Identifier: Apache-2.0
// DRIVER-086, MUST: Remove each request from its bookkeeping exactly once during reclaim.
// Source: chosen.
// Mutants: MUT-R44.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(086, ends_each_request_of_a_reset_once,
                "a ring full of requests in flight and 10 waiting, when the adapter is reset; then "
                "more",
                "each ends once") {
    bench.start();
    const std::uint32_t count = bench.device.request_entries() + 10;
    bench.device.on_request = [](const Fetched&) { return Reply::hold(); };
    std::vector<std::uint64_t> ids;
    for (std::uint32_t i = 0; i < count; ++i) {
        const UpperRequest request = bench.reading(1);
        if (bench.submit(request)) ids.push_back(request.id);
    }
    bench.device.on_request = nullptr;
    bench.driver->reset_adapter();
    if (!bench.device.installed) bench.skip("the driver sets up no rings after a reset");
    bench.settle();
    for (int i = 0; i < 40; ++i) {
        const UpperRequest request = bench.reading(1);
        if (bench.submit(request)) ids.push_back(request.id);
    }
    bench.settle();
    for (const std::uint64_t id : ids) {
        if (!bench.expect(bench.ends_of(id) == 1, "request " + std::to_string(id) + " has ended " +
                                                      std::to_string(bench.ends_of(id)) +
                                                      " times")) {
            return;
        }
    }
}

}  // namespace pvscsim::conformance
