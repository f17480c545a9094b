// SPDX-License-Identifier: Apache-2.0
// DEVICE-008, MUST: Return 0 for reads of undefined, reserved or write-only offsets and ignore
// writes to undefined or read-only offsets.
// Source: QEMU QBB.
// Mutants: MUT-O05.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(008, reads_0_where_there_is_no_register,
              "reads undefined and write-only offsets, after writing to them",
              "0 everywhere, and the device works") {
    bench.start();
    const std::uint32_t offsets[] = {0x0000, 0x0004, 0x000c, 0x0100, 0x0104, 0x0108, 0x010c,
                                     0x0200, 0x1000, 0x1008, 0x1010, 0x2000, 0x2014, 0x3000,
                                     0x3014, 0x3018, 0x4018, 0x4000, 0x5000, 0x5ffc};
    for (const std::uint32_t offset : offsets) {
        const bool command = offset == kCommand || offset == kCommandData;
        if (!command) bench.write(offset, 0xa5a5a5a5);
        bench.expect_equal(bench.read(offset), 0, "offset " + std::to_string(offset));
    }
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request afterwards");
}

PVS_RULE_TEST(008, ignores_writes_to_command_status, "writes COMMAND_STATUS after a reset",
              "it reads 0 as before") {
    bench.command(kAdapterReset);
    bench.write(kCommandStatus, 0x1234);
    bench.expect_equal(bench.read(kCommandStatus), 0, "COMMAND_STATUS");
}

}  // namespace pvscsim::conformance
