// SPDX-License-Identifier: Apache-2.0
// DEVICE-037, MUST: Use each listed PPN individually; pages need not be contiguous, ascending or
// distinct.
// Source: OVT.
// Mutants: MUT-D10, MUT-D11.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(037, uses_each_listed_page_by_itself,
              "rings whose pages fall and have gaps; serves more requests than one page holds",
              "each request is served") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(2, 2);
    words[4] = kOtherPage + 9;
    words[6] = kOtherPage + 4;
    words[68] = kOtherPage + 7;
    words[70] = kOtherPage + 2;
    bench.fill(kOtherPage << 12, 16 * 4096, 0);
    bench.expect_equal(bench.set_up_with(words), 0, "SETUP_RINGS");
    for (std::uint32_t batch = 0; batch < 5; ++batch) {
        for (std::uint32_t i = 0; i < 40; ++i) {
            bench.publish(test_unit_ready().with_context(100 * batch + i));
        }
        bench.kick();
        const std::vector<Done> done = bench.take(40);
        bench.expect_equal(done.size(), 40, "completions");
        std::uint64_t sum = 0;
        for (const Done& one : done) sum += one.context;
        bench.expect_equal(sum, 4000 * batch + 780, "sum of the contexts");
    }
}

}  // namespace pvscsim::conformance
