// SPDX-License-Identifier: Apache-2.0
// DRIVER-043, MUST: Not touch descriptor, SG list, data or sense until the request's completion is
// consumed or the adapter was reset.
// Source: chosen.
// Mutants: MUT-O55.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(043, leaves_alone_what_the_device_has,
                "4 requests with lists in flight; others come and go, a ring full of them",
                "nothing is stored to descriptor, list or sense of those in flight") {
    bench.start();
    bench.need_outstanding(8);
    bench.device.on_request = [](const Fetched&) { return Reply::hold(); };
    const std::uint32_t before = static_cast<std::uint32_t>(bench.device.ever.size());
    for (int i = 0; i < 4; ++i) bench.submit(bench.scattered(4));
    bench.device.on_request = nullptr;
    const std::vector<Fetched> held = bench.device.in_flight;
    const std::size_t from = bench.log.size();
    for (int i = 0; i < 20; ++i) bench.serve(bench.reading(1));
    bench.advance_ms(10);
    const std::uint64_t ring = bench.device.request_pages.at(0);
    for (std::size_t i = 0; i < held.size(); ++i) {
        const std::uint64_t slot = ring + (before + i) % 32 * 128;
        const std::pair<std::uint64_t, std::uint64_t> places[] = {
            {slot, 128}, {held[i].data_addr, 64}, {held[i].sense_addr, held[i].sense_bytes}};
        for (const auto& [addr, bytes] : places) {
            bench.expect_equal(
                bench.log.count(BusLog::touches(BusEvent::Kind::Store, addr, bytes), from), 0,
                "stores to " + hex(addr));
        }
    }
}

}  // namespace pvscsim::conformance
