// SPDX-License-Identifier: Apache-2.0
// DEVICE-145, MUST: Ignore guest overwrites of reqConsIdx, cmpProdIdx and msgProdIdx.
// Source: FNX; QBB for the first two.
// Mutants: MUT-D33, MUT-D106.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(145, ignores_what_a_guest_writes_over_its_indices,
              "writes 0 over cmpProdIdx and reqConsIdx, then a request",
              "it completes in its slot, with the right index") {
    bench.start();
    for (int i = 0; i < 3; ++i) bench.serve(test_unit_ready());
    const std::uint32_t index = bench.cmp_cons;
    bench.set_state(kCmpProdIdx, 0);
    bench.set_state(kReqConsIdx, 77);
    bench.publish(test_unit_ready().with_context(42));
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), index + 1, "cmpProdIdx");
    bench.expect_equal(bench.state(kReqConsIdx), bench.req_prod, "reqConsIdx");
    bench.expect_equal(bench.word((kCompletionPage << 12) + 32 * index), 42, "context in the slot");
}

}  // namespace pvscsim::conformance
