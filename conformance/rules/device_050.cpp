// SPDX-License-Identifier: Apache-2.0
// DEVICE-050, MUST: On either kick, fetch every request published before the kick for which a
// completion slot can be reserved, up to E_req, in ring order, regardless of opcode; fetch those
// left by the E_req bound without a further kick (those left for want of a slot: DEVICE-110).
// Source: SEA OVMF FNX OBSD.
// Mutants: MUT-D28, MUT-D29, MUT-O97.
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

PVS_RULE_TEST(050, fetches_in_the_order_of_the_ring, "publishes 8 requests, rings once",
              "the descriptors are read from the first to the last") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    const std::uint32_t first = bench.req_prod;
    for (int i = 0; i < 8; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.take(8);
    std::size_t at = 0;
    for (std::uint32_t i = 0; i < 8; ++i) {
        const std::uint64_t slot = (bench.request_pages[0] << 12) + (first + i) % 32 * 128;
        const auto reads = [&](const Act& act) {
            return Bench::touches(act, Act::Kind::Read, slot, 128);
        };
        at = Bench::find_act(acts, at, reads);
        bench.expect(at != acts.size(), "request " + std::to_string(i) + " is not in its turn");
    }
}

}  // namespace pvscsim::conformance
