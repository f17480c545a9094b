// SPDX-License-Identifier: Apache-2.0
// DRIVER-034, MUST: OR the SG flag into flags without losing the direction.
// Source: chosen.
// Mutants: MUT-R13.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(034, keeps_the_direction_of_a_list, "a read and a write of two pieces",
                "flags have the list and the direction") {
    bench.start();
    UpperRequest request = bench.scattered(2);
    bench.serve(request);
    bench.expect_equal(bench.device.ever.back().flags, kListed | kToHost, "flags of the read");
    request = bench.scattered(2);
    request.cdb[0] = 0x2a;
    request.direction = Direction::ToDevice;
    bench.serve(request);
    bench.expect_equal(bench.device.ever.back().flags, kListed | kToDevice, "flags of the write");
}

}  // namespace pvscsim::conformance
