// SPDX-License-Identifier: Apache-2.0
// DEVICE-010, SHOULD: Ignore accesses that are not aligned 32-bit.
// Source: chosen.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(010, ignores_a_byte_written_to_a_register, "writes one byte to INTR_MASK",
              "the mask stays") {
    bench.write(kIntrMask, 5);
    bench.dut.write_register(kIntrMask, 1, 10);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
}

}  // namespace pvscsim::conformance
