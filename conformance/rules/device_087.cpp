// SPDX-License-Identifier: Apache-2.0
// DEVICE-087, MUST: If fetching a descriptor fails (bus mastering on, else DEVICE-007), stop
// fetching and execute nothing that was not read successfully; recover only by ADAPTER_RESET or
// SETUP_RINGS.
// Source: chosen.
// Mutants: MUT-D32.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(087, executes_nothing_that_it_could_not_read,
              "a request ring where there is no memory", "no completion; new rings work") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = 0x30000;
    bench.set_up_with(words);
    bench.set_state(kReqProdIdx, 1);
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in new rings");
}

}  // namespace pvscsim::conformance
