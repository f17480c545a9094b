// SPDX-License-Identifier: Apache-2.0
// DRIVER-058, MUST: On DATARUN/DATA_UNDERRUN set residual = buffer - min(dataLen, buffer).
// Source: LNX.
// Mutants: MUT-R23, MUT-R24.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(058, tells_what_a_data_run_left,
                "DATARUN and DATA_UNDERRUN of 512 bytes of which 0, 100, 512 and 600 are moved",
                "the residuals are 512, 412, 0 and 0") {
    bench.start();
    const std::pair<std::uint64_t, std::uint64_t> cases[] = {
        {0, 512}, {100, 412}, {512, 0}, {600, 0}};
    for (const std::uint16_t host : std::initializer_list<std::uint16_t>{kDataRun, 0x0c}) {
        for (const auto& [moved, residual] : cases) {
            bench.device.on_request = [moved = moved, host](const Fetched&) {
                Reply reply;
                reply.host_status = host;
                reply.data_bytes = moved;
                return reply;
            };
            bench.expect_equal(bench.serve(bench.reading(1)).residual_bytes, residual,
                               "residual with hostStatus " + hex(host) + " and " +
                                   std::to_string(moved) + " bytes moved");
        }
    }
}

}  // namespace pvscsim::conformance
