// SPDX-License-Identifier: Apache-2.0
// DEVICE-026, MUST: Answer -1 to commands 2 and 9 unless they are implemented, without consuming
// data dwords.
// Source: QBB; chosen.
// Mutants: MUT-O11.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(026, refuses_commands_2_and_9_without_taking_words, "writes 2 and 9 to COMMAND",
              "-1 at once; what follows is a command of its own") {
    for (const std::uint32_t id : {2U, 9U}) {
        bench.command(kAdapterReset);
        bench.write(kCommand, id);
        bench.expect_equal(bench.read(kCommandStatus), kFailed, "command " + std::to_string(id));
        bench.expect_equal(bench.command(kAdapterReset), 0, "ADAPTER_RESET");
    }
}

}  // namespace pvscsim::conformance
