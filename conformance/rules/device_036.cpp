// SPDX-License-Identifier: Apache-2.0
// DEVICE-036, MUST: Validate all arguments before writing any guest memory or using any page
// entry, including in trace output.
// Source: CVE-2016-7155 class.
// Mutants: MUT-O15.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(036, checks_every_argument_before_it_writes,
              "sets up rings with a good request ring and a bad completion ring",
              "no byte of any listed page changes") {
    bench.command(kAdapterReset);
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[1] = 64;
    bench.fill(kStatePage << 12, 4096, 0xee);
    bench.expect_equal(bench.command(kSetupRings, words), kFailed, "SETUP_RINGS");
    bench.expect(bench.holds(kStatePage << 12, 4096, 0xee), "the state page was written");
}

}  // namespace pvscsim::conformance
