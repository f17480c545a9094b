// SPDX-License-Identifier: Apache-2.0
// DEVICE-052, MUST: Continue correctly when reqProdIdx and its own indices wrap from 0xFFFFFFFF to
// 0 and cross 0x7FFFFFFF/0x80000000.
// Source: all drivers.
// Mutants: MUT-D02, MUT-D03.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(052, goes_on_when_indices_wrap,
              "fresh indices just below 2^31 and 2^32, serves 6 requests", "each is served") {
    for (const std::uint32_t index : {0x7ffffffdU, 0xfffffffdU}) {
        bench.start();
        bench.set_up(1, 1);
        if (!bench.dut.preset_indices(index)) bench.skip("indices cannot be preset");
        bench.req_prod = bench.cmp_cons = index;
        for (std::uint64_t i = 0; i < 6; ++i) {
            const Done done = bench.serve(test_unit_ready().with_context(i));
            bench.expect_equal(done.context, i, "context");
        }
        bench.expect_equal(bench.state(kCmpProdIdx), index + 6, "cmpProdIdx");
    }
}

}  // namespace pvscsim::conformance
