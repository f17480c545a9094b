// SPDX-License-Identifier: Apache-2.0
// DEVICE-052, MUST: Continue correctly when reqProdIdx and its own indices wrap from 0xFFFFFFFF to
// 0 and cross 0x7FFFFFFF/0x80000000.
// Source: all drivers.
// Mutants: MUT-D02, MUT-D03, MUT-O107, MUT-O108.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(052, goes_on_when_indices_wrap,
              "fresh indices just below 2^31 and 2^32, serves 6 requests", "each is served") {
    for (const std::uint32_t index : {0x7ffffffdU, 0xfffffffdU}) {
        bench.start();
        bench.set_up(1, 1);
        if (!bench.dut.preset_indices(index)) bench.skip("indices cannot be preset");
        bench.req_prod = bench.cmp_cons = index;
        for (std::uint64_t i = 0; i < 6; ++i) {
            const Done done = bench.serve(test_unit_ready().with_context(i));
            bench.expect_equal(done.context, i, "context");
        }
        bench.expect_equal(bench.state(kCmpProdIdx), index + 6, "cmpProdIdx");
    }
}

PVS_RULE_TEST(052, serves_a_full_ring_across_the_wrap,
              "fresh indices 16 below 2^31 and 2^32, a ring full of requests, rung once",
              "all 32 are served, each in its turn") {
    for (const std::uint32_t index : {0x7ffffff0U, 0xfffffff0U}) {
        bench.start();
        bench.set_up(1, 1);
        if (!bench.dut.preset_indices(index)) bench.skip("indices cannot be preset");
        bench.req_prod = bench.cmp_cons = index;
        for (std::uint64_t i = 0; i < 32; ++i) bench.publish(test_unit_ready().with_context(i));
        bench.kick();
        const std::vector<Done> done = bench.take(32);
        bench.expect_equal(done.size(), 32, "completions");
        for (std::uint64_t i = 0; i < done.size(); ++i) {
            bench.expect_equal(done[i].context, i, "context");
        }
        bench.expect_equal(bench.state(kReqConsIdx), index + 32, "reqConsIdx");
    }
}

PVS_RULE_TEST(052, goes_on_when_the_message_index_wraps,
              "fresh indices one below 2^32 and 2^31; a disk is plugged in, removed and plugged in",
              "three messages, each in its slot") {
    for (const std::uint32_t index : {0xffffffffU, 0x7fffffffU}) {
        bench.start();
        bench.need_messages();
        if (!bench.dut.preset_indices(index)) bench.skip("indices cannot be preset");
        bench.expect_equal(bench.state(kMsgProdIdx), index, "msgProdIdx of a fresh ring");
        bench.dut.unplug(7);
        const std::uint32_t begin = bench.state(kMsgProdIdx);
        bench.set_state(kMsgConsIdx, begin);
        bench.dut.plug(7);
        bench.replug(1);
        bench.expect_equal(bench.state(kMsgProdIdx), begin + 3, "msgProdIdx");
        for (std::uint32_t i = 0; i < 3; ++i) {
            const std::uint64_t at = (kMessagePage << 12) + (begin + i) % 32 * 128;
            bench.expect_equal(bench.word(at), i % 2, "type");
            bench.expect_equal(bench.word(at + 8), 7, "target");
        }
    }
}

}  // namespace pvscsim::conformance
