// SPDX-License-Identifier: Apache-2.0
// DRIVER-035, MUST: Recompute the direction for every submission of a reused request object.
// Source: chosen.
// Mutants: MUT-R14.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(035, looks_at_the_direction_anew,
                "the request of a write is used again without data, its direction left as it was; "
                "then for a read",
                "the flags are those of no data, then those of a read") {
    bench.start();
    bench.serve(bench.writing(1));
    UpperRequest request = bench.no_data();
    request.direction = Direction::ToDevice;
    bench.serve(request);
    constexpr std::uint32_t kDirections = kNoData | kToHost | kToDevice;
    bench.expect_equal(bench.device.ever.back().flags & kDirections, kNoData, "flags without data");
    bench.serve(bench.reading(1));
    bench.expect_equal(bench.device.ever.back().flags & kDirections, kToHost, "flags of the read");
}

}  // namespace pvscsim::conformance
