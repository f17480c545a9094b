// SPDX-License-Identifier: Apache-2.0
// DEVICE-017, MUST: Discard a partially supplied command when COMMAND is written again.
// Source: QBB.
// Mutants: MUT-D19.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(017, drops_a_command_that_lacks_words,
              "begins SETUP_RINGS, then writes COMMAND again",
              "the second command is carried out, the first never") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 64, 0xee);
    bench.write(kCommand, kSetupRings);
    for (std::uint32_t i = 0; i < 131; ++i) bench.write(kCommandData, words[i]);
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
    bench.write(kCommandData, words[131]);
    bench.expect(bench.holds(kStatePage << 12, 64, 0xee), "SETUP_RINGS was carried out");
}

}  // namespace pvscsim::conformance
