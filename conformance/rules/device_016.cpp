// SPDX-License-Identifier: Apache-2.0
// DEVICE-016, MUST: Execute a command of length 0 before the COMMAND write completes, and any
// other command before its last COMMAND_DATA write completes, including all memory effects
// (completion of an aborted request: DEVICE-077).
// Source: LNX OBSD SEA OVMF.
// Mutants: MUT-D23.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(016, has_carried_out_a_command_when_its_last_write_ends,
              "looks at the state page right behind the last word of SETUP_RINGS",
              "the size is there") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 64, 0xee);
    bench.expect_equal(bench.command_and_look(kSetupRings, words, (kStatePage << 12) + 8), 5,
                       "reqNumEntriesLog2");
}

}  // namespace pvscsim::conformance
