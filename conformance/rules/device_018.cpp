// SPDX-License-Identifier: Apache-2.0
// DEVICE-018, MUST: Answer -1 in COMMAND_STATUS immediately after a COMMAND write of an unknown or
// unsupported id.
// Source: QBB; LNX FBSD NANOS probe.
// Mutants: MUT-D20.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(018, refuses_unknown_commands_at_once, "writes unknown ids to COMMAND",
              "COMMAND_STATUS is -1 at once") {
    for (const std::uint32_t id : {0U, 12U, 13U, 15U, 255U, 0x80000001U, 0xffffffffU}) {
        bench.command(kAdapterReset);
        bench.write(kCommand, id);
        bench.expect_equal(bench.read(kCommandStatus), kFailed, "command " + std::to_string(id));
    }
}

PVS_RULE_TEST(018, refuses_at_the_probe_what_it_refuses_with_its_words,
              "probes CONFIG, then issues it with all words",
              "a command that fails whole has failed the probe") {
    if (bench.probe(kConfig) == kFailed) return;
    const std::uint32_t page = static_cast<std::uint32_t>(kData);
    bench.expect(bench.command(kConfig, {page, 0, 0, 0x2120, 0x1958, 0}) != kFailed,
                 "CONFIG was probed well and failed");
}

}  // namespace pvscsim::conformance
