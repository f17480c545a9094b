// SPDX-License-Identifier: Apache-2.0
// DEVICE-009, MUST: Survive accesses of any width and alignment inside the BAR without crashing or
// doing DMA outside the configured rings and buffers.
// Source: QBB.
// Mutants: MUT-O06.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(009, survives_accesses_of_every_width,
              "reads and writes 1, 2 and 8 bytes at many offsets, aligned and not",
              "the device works afterwards") {
    bench.start();
    for (const std::uint32_t width : {1U, 2U, 8U}) {
        for (std::uint32_t offset = 0; offset < 0x6000; offset += 0x1005) {
            bench.dut.read_register(offset, width);
            bench.dut.write_register(offset, width, 0x55);
        }
        for (std::uint32_t offset = 0; offset < 16; ++offset) {
            bench.dut.read_register(offset, width);
            bench.dut.write_register(offset, width, 0x77);
        }
    }
    bench.start();
    bench.expect_ended(bench.serve(inquiry(kData, 36, 36)), kSuccess, kGood, "INQUIRY");
}

}  // namespace pvscsim::conformance
