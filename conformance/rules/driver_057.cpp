// SPDX-License-Identifier: Apache-2.0
// DRIVER-057, MUST: On success set the residual only if 0 < dataLen < buffer length.
// Source: LNX.
// Mutants: MUT-R22.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(057, has_a_residual_only_if_it_is_told,
                "good reads of 512 bytes of which 0, 100, 512 and 600 are told as moved",
                "the residuals are 0, 412, 0 and 0") {
    bench.start();
    const std::pair<std::uint64_t, std::uint64_t> cases[] = {
        {0, 0}, {100, 412}, {512, 0}, {600, 0}};
    for (const auto& [moved, residual] : cases) {
        bench.device.on_request = [moved = moved](const Fetched&) {
            Reply reply;
            reply.data_bytes = moved;
            return reply;
        };
        bench.expect_equal(bench.serve(bench.reading(1)).residual_bytes, residual,
                           "residual with " + std::to_string(moved) + " bytes moved");
    }
}

}  // namespace pvscsim::conformance
