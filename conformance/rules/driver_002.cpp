// SPDX-License-Identifier: Apache-2.0
// DRIVER-002, MUST: Choose the first non-I/O BAR of at least 32 KiB, not a fixed BAR number.
// Source: LNX.
// Mutants: MUT-R52.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(002, finds_the_registers_behind_other_bars,
                "BAR 0 is one of I/O, BAR 1 has 4 KiB, BAR 2 and 3 are one of 64 bits with 32 KiB",
                "the driver starts, and serves a request") {
    bench.bars = {DriverBench::Bar{8, true}, DriverBench::Bar{0x1000},
                  DriverBench::Bar{0x8000, false, true}};
    bench.register_bar = 2;
    bench.start();
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "the request failed");
}

}  // namespace pvscsim::conformance
