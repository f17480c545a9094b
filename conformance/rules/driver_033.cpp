// SPDX-License-Identifier: Apache-2.0
// DRIVER-033, MUST: Walk host scatter lists with the platform's iterator, not pointer increment.
// Source: LNX fix versus OVT.
// Mutants: MUT-R16.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(033, walks_the_whole_buffer, "reads of 2, 128 and 300 pieces that lie apart",
                "the list names each piece once, in order") {
    bench.settings.elements_max = 1024;
    bench.start();
    for (const std::uint32_t pieces : {2U, 128U, 300U}) {
        const UpperRequest request = bench.scattered(pieces);
        if (!bench.submit(request)) continue;
        bench.settle();
        const auto list = bench.list_of(bench.device.ever.back());
        bench.expect_equal(list.size(), pieces, "elements");
        for (std::size_t i = 0; i < list.size() && i < pieces; ++i) {
            const bool same = list[i].first == request.pieces[i].first &&
                              list[i].second == request.pieces[i].second;
            if (!bench.expect(same, "element " + std::to_string(i) + " is at " +
                                        hex(list[i].first) + ", its piece at " +
                                        hex(request.pieces[i].first))) {
                break;
            }
        }
    }
}

}  // namespace pvscsim::conformance
