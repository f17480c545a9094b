// SPDX-License-Identifier: Apache-2.0
// DRIVER-029, MUST: Set exactly one direction flag, consistent with the CDB; DIR_NONE when dataLen
// is 0.
// Source: LNX OBSD.
// Mutants: MUT-O52.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(029, sets_the_one_direction,
                "a read, a write, one without data, a read and a write of three pieces",
                "exactly the one flag that fits is set") {
    bench.start();
    UpperRequest listed_write = bench.scattered(3);
    listed_write.cdb[0] = 0x2a;
    listed_write.direction = Direction::ToDevice;
    const std::pair<UpperRequest, std::uint32_t> cases[] = {{bench.reading(1), kToHost},
                                                            {bench.writing(1), kToDevice},
                                                            {bench.no_data(), kNoData},
                                                            {bench.scattered(3), kToHost},
                                                            {listed_write, kToDevice}};
    for (const auto& [request, flag] : cases) {
        bench.serve(request);
        bench.expect_equal(bench.device.ever.back().flags & (kNoData | kToHost | kToDevice), flag,
                           "direction flags of opcode " + hex(request.cdb[0]) + ", " +
                               std::to_string(request.pieces.size()) + " pieces");
    }
}

}  // namespace pvscsim::conformance
