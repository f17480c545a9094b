// SPDX-License-Identifier: Apache-2.0
// DEVICE-111, MUST: Set dataLen to the number of bytes moved between buffer and target, for every
// hostStatus.
// Source: LNX ILL OVMF.
// Mutants: MUT-D41, MUT-D42.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(111, tells_how_many_bytes_it_moved,
              "READ of 1 and 8 blocks, INQUIRY, TEST UNIT READY", "dataLen is exact") {
    bench.start();
    bench.expect_equal(bench.serve(read10(0, 1, kData)).data_bytes, 512, "dataLen of 1 block");
    bench.expect_equal(bench.serve(read10(0, 8, kData)).data_bytes, 4096, "dataLen of 8 blocks");
    bench.expect_equal(bench.serve(inquiry(kData, 36, 36)).data_bytes, 36, "dataLen of INQUIRY");
    bench.expect_equal(bench.serve(inquiry(kData, 255, 36)).data_bytes, 36,
                       "dataLen of INQUIRY with a larger buffer");
    bench.expect_equal(bench.serve(test_unit_ready()).data_bytes, 0, "dataLen of TEST UNIT READY");
}

}  // namespace pvscsim::conformance
