// SPDX-License-Identifier: Apache-2.0
// DEVICE-054, MUST: Bound the work done for one register write to at most E_req requests before
// other activity can proceed.
// Source: CVE-2016-7421 class.
// Mutants: MUT-D05.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(054, does_no_more_than_a_ring_of_work_for_a_doorbell,
              "one doorbell with producer indices far beyond a ring of 32, whose completions have "
              "4,096 slots",
              "at most 32 requests are fetched and served; then registers and rings work") {
    for (const std::uint32_t ahead : {0x10000U, 0x7fffffffU, 0xffffffffU}) {
        bench.start(1, 32);
        const std::uint32_t index = bench.req_prod;
        const std::uint32_t done = bench.state(kCmpProdIdx);
        bench.set_state(kReqProdIdx, index + ahead);
        bench.kick();
        bench.settle();
        bench.expect(bench.state(kReqConsIdx) - index <= 32, "more than 32 were fetched");
        bench.expect(bench.state(kCmpProdIdx) - done <= 32, "more than 32 were served");
        bench.write(kIntrMask, 1);
        bench.expect_equal(bench.read(kIntrMask) & 15U, 1, "INTR_MASK");
        bench.start();
        bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    }
}

}  // namespace pvscsim::conformance
