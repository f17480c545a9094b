// SPDX-License-Identifier: Apache-2.0
// DRIVER-036, MUST: Make descriptor, SG list, data and sense visible to the device before
// reqProdIdx (release order).
// Source: LNX FBSD OVMF.
// Mutants: MUT-R05.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(036, publishes_what_is_complete,
                "a device that fetches in the moment in which reqProdIdx is stored; a ring full of "
                "different commands, then lists",
                "it finds each descriptor and each list complete; the store has release order, or "
                "a fence before it") {
    bench.start();
    const std::uint64_t index = bench.device.state_addr + kReqProdIdx;
    const auto publishes = BusLog::touches(BusEvent::Kind::Store, index, 4);
    bench.on_event = [&](const BusEvent& event) {
        if (publishes(event)) bench.device.fetch();
    };
    const std::size_t from = bench.log.size();
    for (std::uint32_t i = 0; i < bench.device.request_entries() + 4; ++i) {
        const UpperRequest request = i % 2 == 0 ? bench.scattered(2 + i % 8) : bench.reading(1);
        bench.submit(request);
        bench.settle();
        const Fetched& got = bench.device.ever.back();
        if (!bench.expect(got.raw[45] == request.cdb[5],
                          "a descriptor is not complete: " + hex_bytes(got.raw.data(), 128))) {
            return;
        }
        if ((got.flags & kListed) == 0) continue;
        const auto list = bench.list_of(got);
        bench.expect(list.size() == request.pieces.size() &&
                         list.back().first == request.pieces.back().first,
                     "a list is not complete");
    }
    const std::size_t at = bench.log.first(publishes, from);
    const bool fenced = bench.log.count(BusLog::is(BusEvent::Kind::Fence), from, at) != 0;
    bench.expect(fenced || bench.log[at].order == Order::Release, "the store is a plain one");
}

}  // namespace pvscsim::conformance
