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

PVS_RULE_TEST(017, gives_a_command_none_of_the_words_of_another,
              "begins SETUP_RINGS with three words, then aborts a slow read",
              "the read is aborted") {
    bench.start();
    bench.begin_slow(1);
    bench.write(kCommand, kSetupRings);
    for (std::uint32_t i = 0; i < 3; ++i) bench.write(kCommandData, 1);
    bench.expect_equal(bench.abort(1, 1), 0, "ABORT_CMD");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kAbortQueue, kGood, "the slow read");
}

}  // namespace pvscsim::conformance
