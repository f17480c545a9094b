// SPDX-License-Identifier: Apache-2.0
// DRIVER-028, MUST: Copy at most 16 CDB bytes and refuse longer CDBs.
// Source: FBSD NBSD OVMF ILL.
// Mutants: MUT-O51.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(028, refuses_a_long_cdb, "a command of 16 bytes, and one of 17",
                "all of the first arrives; the second is refused, or fails, and the device sees no "
                "length above 16") {
    bench.start();
    UpperRequest request = bench.no_data();
    request.cdb = {0x9e, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
    bench.serve(request);
    const Fetched first = bench.device.ever.back();
    bench.expect_equal(first.raw[56], 16, "cdbLen");
    for (std::size_t i = 0; i < 16; ++i) {
        bench.expect_equal(first.raw[40 + i], request.cdb[i], "byte of the CDB");
    }
    request = bench.no_data();
    request.cdb.assign(17, 0x9e);
    const bool taken = bench.submit(request);
    bench.settle();
    const Ended* const end = bench.end_of(request.id);
    bench.expect(!taken || (end != nullptr && end->as != Ended::As::Good), "the long one is good");
    bench.expect(bench.device.ever.back().raw[56] <= 16, "cdbLen is above 16");
}

}  // namespace pvscsim::conformance
