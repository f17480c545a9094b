// SPDX-License-Identifier: Apache-2.0
// DEVICE-108, MUST: Never overwrite a completion slot the driver has not consumed: keep cmpProdIdx
// - cmpConsIdx <= E_cmp.
// Source: chosen.
// Mutants: MUT-D40.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(108, never_overwrites_a_completion_that_was_not_consumed,
              "a guest that publishes on and on and consumes nothing",
              "cmpProdIdx stays within the ring") {
    bench.start();
    const std::uint32_t consumed = bench.cmp_cons;
    for (int batch = 0; batch < 6; ++batch) {
        for (int i = 0; i < 32; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.settle();
        bench.expect(bench.state(kCmpProdIdx) - consumed <= 128,
                     "completions were overwritten: cmpProdIdx is " +
                         std::to_string(bench.state(kCmpProdIdx)));
    }
}

}  // namespace pvscsim::conformance
