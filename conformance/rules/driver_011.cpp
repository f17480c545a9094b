// SPDX-License-Identifier: Apache-2.0
// DRIVER-011, MUST: Re-issue the full command with its data after a probe (the probe leaves a
// partial command).
// Source: LNX FBSD OBSD.
// Mutants: MUT-R54.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(011, sends_the_whole_command_after_the_probe,
                "the device offers a message ring and a threshold",
                "after the status of the probe was read the command is sent again, with its "
                "words") {
    bench.start();
    const auto& log = bench.log;
    bool probed = false;
    for (const auto& [command, words] :
         {std::pair<std::uint32_t, std::size_t>{kSetupMsgRing, 34},
          std::pair<std::uint32_t, std::size_t>{kSetupThreshold, 1}}) {
        const auto begins = BusLog::writes(kCommand, command);
        const std::size_t probe = log.first(begins);
        if (probe == BusLog::kNone) continue;
        const std::size_t after = log.first(BusLog::is(BusEvent::Kind::RegisterRead), probe);
        const std::size_t data = log.first(BusLog::writes(kCommandData), probe);
        if (data < after) continue;  // no probe: the command itself
        probed = true;
        const std::size_t again = log.first(begins, probe + 1);
        const std::size_t next = log.first(BusLog::writes(kCommand), probe + 1);
        const std::string name = "command " + std::to_string(command);
        if (!bench.expect(again != BusLog::kNone && again == next, name + " is not sent again")) {
            continue;
        }
        const std::size_t end = log.first(BusLog::is(BusEvent::Kind::RegisterRead), again);
        bench.expect_equal(log.count(BusLog::writes(kCommandData), again, end), words,
                           "words of " + name);
    }
    if (!probed) bench.skip("the driver probes neither");
}

}  // namespace pvscsim::conformance
