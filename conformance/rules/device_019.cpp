// SPDX-License-Identifier: Apache-2.0
// DEVICE-019, MUST: Answer something other than -1 immediately after a COMMAND write of a
// supported command that still needs data.
// Source: LNX FBSD OBSD probe.
// Mutants: MUT-D21.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(019, answers_a_command_that_still_needs_words,
              "writes the ids of SETUP_RINGS, RESET_DEVICE and ABORT_CMD to COMMAND",
              "COMMAND_STATUS is not -1") {
    for (const std::uint32_t id : {kSetupRings, kResetDevice, kAbortCmd}) {
        bench.expect(bench.probe(id) != kFailed, "command " + std::to_string(id) + " answers -1");
    }
}

}  // namespace pvscsim::conformance
