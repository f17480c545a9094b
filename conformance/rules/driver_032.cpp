// SPDX-License-Identifier: Apache-2.0
// DRIVER-032, MUST: Keep each SG list inside one page and at most 128 elements per segment.
// Source: header.
// Mutants: MUT-R15.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(032, keeps_lists_in_their_pages,
                "reads of 127, 128, 129, 200, 256, 257 and 600 pieces",
                "no segment has more than 128 elements or leaves its page; what the driver cannot "
                "do it refuses") {
    bench.settings.elements_max = 1024;
    bench.start();
    bool listed = false;
    for (const std::uint32_t pieces : {127U, 128U, 129U, 200U, 256U, 257U, 600U}) {
        const UpperRequest request = bench.scattered(pieces);
        if (!bench.submit(request)) continue;
        bench.settle();
        listed = true;
        bench.expect(bench.ends_of(request.id) == 1, "a request has not ended");
        bench.expect_equal(bench.list_of(bench.device.ever.back()).size(), pieces,
                           "elements of the list");
    }
    bench.expect(listed, "the driver takes no list at all");
}

}  // namespace pvscsim::conformance
