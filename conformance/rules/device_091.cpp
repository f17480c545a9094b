// SPDX-License-Identifier: Apache-2.0
// DEVICE-091, MUST: Accept PPNs with high bits set (PPN << 12 overflow) without aliasing other
// memory: treat as unreachable.
// Source: hostile guest.
// Mutants: MUT-D99.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(091, does_not_mistake_a_page_number_beyond_2_52,
              "a state page number with bit 52 set", "the page of its low bits is not touched") {
    bench.command(kAdapterReset);
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[2] = kOtherPage;
    words[3] = 1U << 20;
    bench.fill(kOtherPage << 12, 4096, 0xee);
    bench.command(kSetupRings, words);
    bench.expect(bench.holds(kOtherPage << 12, 4096, 0xee), "page n was written for page 2^52 + n");
}

}  // namespace pvscsim::conformance
