// SPDX-License-Identifier: Apache-2.0
// DRIVER-030, MUST: Set dataLen to the exact buffer length, equal to the sum of SG lengths.
// Source: all.
// Mutants: MUT-R17.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(030, tells_the_length_of_the_buffer, "reads of one piece and of 2, 3 and 128",
                "dataLen is their length, and the list adds up to it") {
    bench.start();
    for (const std::uint32_t pieces : {1U, 2U, 3U, 128U}) {
        const UpperRequest request = bench.scattered(pieces);
        bench.serve(request);
        const Fetched& got = bench.device.ever.back();
        bench.expect_equal(got.data_bytes, request.bytes(), "dataLen");
        if ((got.flags & kListed) == 0) continue;
        std::uint64_t sum = 0;
        for (const auto& piece : bench.list_of(got)) sum += piece.second;
        bench.expect_equal(sum, request.bytes(), "sum of the list");
    }
}

}  // namespace pvscsim::conformance
