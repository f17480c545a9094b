// SPDX-License-Identifier: Apache-2.0
// DRIVER-043, MUST: Not touch descriptor, SG list, data or sense until the request's completion is
// consumed or the adapter was reset.
// Source: chosen.
// Mutants: MUT-O55, MUT-O142, MUT-O143, MUT-O144.
#include <algorithm>

#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(043, leaves_alone_what_the_device_has,
                "requests with lists of 4 and 100 pieces and one of one piece in flight; others "
                "come and go, with lists and without",
                "nothing is stored to descriptor, list, data or sense of those in flight") {
    bench.start();
    bench.need_outstanding(8);
    bench.device.on_request = [](const Fetched&) { return Reply::hold(); };
    const std::uint32_t before = static_cast<std::uint32_t>(bench.device.ever.size());
    for (const std::uint32_t pieces : {4U, 100U, 4U}) bench.submit(bench.scattered(pieces));
    bench.submit(bench.reading(1));
    bench.device.on_request = nullptr;
    const std::vector<Fetched> held = bench.device.in_flight;
    const std::size_t from = bench.log.size();
    for (std::uint32_t i = 0; i < 20; ++i) bench.serve(bench.scattered(1 + i % 2 * 7));
    bench.advance_ms(10);
    const std::uint64_t ring = bench.device.request_pages.at(0);
    for (std::size_t i = 0; i < held.size(); ++i) {
        const std::uint64_t slot = ring + (before + i) % 32 * 128;
        std::vector<std::pair<std::uint64_t, std::uint64_t>> places{
            {slot, 128}, {held[i].sense_addr, held[i].sense_bytes}};
        if ((held[i].flags & kListed) == 0) {
            places.emplace_back(held[i].data_addr, held[i].data_bytes);
        } else {
            const auto pieces = bench.list_of(held[i]);
            // Up to the page's end: another segment may have the rest.
            const std::uint64_t room = 4096 - held[i].data_addr % 4096;
            places.emplace_back(held[i].data_addr, std::min(16 * pieces.size(), room));
            for (const auto& [addr, bytes] : pieces) places.emplace_back(addr, bytes);
        }
        for (const auto& [addr, bytes] : places) {
            bench.expect_equal(
                bench.log.count(BusLog::touches(BusEvent::Kind::Store, addr, bytes), from), 0,
                "stores to " + hex(addr));
        }
    }
}

}  // namespace pvscsim::conformance
