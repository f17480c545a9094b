// SPDX-License-Identifier: Apache-2.0
// DEVICE-025, MUST: Tolerate any interleaving of COMMAND and COMMAND_DATA writes from several CPUs
// without crash, leak or out-of-bounds write.
// Source: hostile guest; ILL unlocked paths.
// Mutants: MUT-O10.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(025, survives_mixed_up_command_sequences,
              "2,000 writes of COMMAND and COMMAND_DATA as if processors raced",
              "the device works afterwards") {
    bench.start();
    std::uint32_t random = 1;
    for (int i = 0; i < 2000; ++i) {
        random = random * 1664525 + 1013904223;
        const std::uint32_t value = random >> 24;
        if (value < 60) {
            bench.write(kCommand, value % 13);
        } else {
            bench.write(kCommandData, value & 3U);
        }
    }
    bench.start();
    bench.expect_ended(bench.serve(inquiry(kData, 36, 36)), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
