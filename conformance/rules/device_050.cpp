// SPDX-License-Identifier: Apache-2.0
// DEVICE-050, MUST: On either kick, fetch every request published before the kick for which a
// completion slot can be reserved, up to E_req, in ring order, regardless of opcode; fetch those
// left by the E_req bound without a further kick (those left for want of a slot: DEVICE-110).
// Source: SEA OVMF FNX OBSD.
// Mutants: MUT-D28, MUT-D29.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(050, fetches_all_that_was_published_whatever_the_opcode,
              "publishes 24 requests of three kinds, rings either doorbell once",
              "all are served") {
    bench.start();
    for (const std::uint32_t doorbell : {kKickRw, kKickNonRw}) {
        for (std::uint32_t i = 0; i < 8; ++i) {
            bench.publish(test_unit_ready());
            bench.publish(inquiry(kData + 4096 * i, 36, 36));
            bench.publish(read10(i, 1, kData + 4096 * i + 2048));
        }
        bench.write(doorbell, 0);
        bench.expect_equal(bench.take(24).size(), 24, "completions");
    }
    bench.expect_equal(bench.state(kReqConsIdx), bench.req_prod, "reqConsIdx");
}

}  // namespace pvscsim::conformance
