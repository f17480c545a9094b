// SPDX-License-Identifier: Apache-2.0
// DRIVER-031, MUST: Make dataLen of media commands equal to the CDB's block count times the block
// size.
// Source: chosen.
// Mutants: MUT-O53.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(031, has_media_commands_as_long_as_their_blocks,
                "reads and writes of 1, 2, 7 and 128 blocks", "dataLen is what the CDB says") {
    bench.start();
    for (const std::uint32_t blocks : {1U, 2U, 7U, 128U}) {
        for (const UpperRequest& request : {bench.reading(blocks), bench.writing(blocks)}) {
            bench.serve(request);
            const Fetched& got = bench.device.ever.back();
            const std::uint32_t told = got.raw[47] * 256U + got.raw[48];
            bench.expect_equal(got.data_bytes, std::uint64_t{told} * 512, "dataLen");
        }
    }
}

}  // namespace pvscsim::conformance
