// SPDX-License-Identifier: Apache-2.0
// DEVICE-038, MUST: Before the command completes (bus mastering on), write 0 to reqProdIdx,
// reqConsIdx, cmpProdIdx, cmpConsIdx and the log2 sizes to their fields.
// Source: QBB; LNX SEA OVMF.
// Mutants: MUT-D12, MUT-D13.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(038, writes_indices_and_sizes_at_setup,
              "sets up rings over a state page full of rubbish", "indices 0, sizes right") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(2, 4);
    bench.fill(kStatePage << 12, 28, 0xee);
    bench.expect_equal(bench.set_up_with(words), 0, "SETUP_RINGS");
    const std::uint32_t wanted[6] = {0, 0, 6, 0, 0, 9};
    for (std::uint32_t i = 0; i < 6; ++i) {
        bench.expect_equal(bench.state(4 * i), wanted[i], "word " + std::to_string(i));
    }
}

}  // namespace pvscsim::conformance
