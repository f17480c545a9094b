// SPDX-License-Identifier: Apache-2.0
// DEVICE-092, MUST: Accept ring pages that overlap each other or the state page without crash.
// Source: hostile guest.
// Mutants: MUT-O27.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(092, survives_rings_that_overlap, "state, requests and completions in one page",
              "the device goes on; good rings work") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = words[68] = words[2];
    bench.set_up_with(words);
    bench.set_state(kReqProdIdx, 4);
    bench.kick();
    bench.settle();
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in good rings");
}

}  // namespace pvscsim::conformance
