// SPDX-License-Identifier: Apache-2.0
// DEVICE-085, MUST: Serialise a reset or abort that arrives while another one is executing (from
// another CPU, or triggered by its own DMA) so that each affected request still completes at most
// once and no state is torn.
// Source: hostile guest: reset inside reset.
// Mutants: MUT-O24.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(085, ends_each_request_once_when_resets_and_aborts_meet,
              "four slow reads in flight; half an abort, a reset of the unit, aborts, a bus reset",
              "one completion each, no other ever") {
    bench.start();
    for (std::uint64_t i = 1; i <= 4; ++i) {
        bench.publish(read10(0, 1, kData).at(1).with_context(i));
    }
    bench.kick();
    bench.steps(2);
    bench.write(kCommand, kAbortCmd);
    bench.write(kCommandData, 2);
    bench.expect_equal(bench.reset_device(1), 0, "RESET_DEVICE");
    bench.expect_equal(bench.abort(3, 1), 0, "ABORT_CMD");
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
    bench.expect_equal(bench.abort(4, 1), 0, "ABORT_CMD");
    bench.settle();
    const std::vector<Done> done = bench.take(0);
    bench.expect_equal(done.size(), 4, "completions");
    std::uint64_t seen = 0;
    for (const Done& one : done) {
        bench.expect_ended(one, kBusReset, kGood, "a read");
        seen |= 1ULL << one.context;
    }
    bench.expect_equal(seen, 0x1e, "contexts");
    bench.dut.wait_slow();
    bench.expect_equal(bench.take(0).size(), 0, "completions later");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kCheckCondition, "a request");
}

PVS_RULE_TEST(085, is_not_torn_by_a_reset_in_its_own_data,
              "a read whose data is RESET_BUS, into its own command register, with another read "
              "in flight",
              "each ends at most once, the device works") {
    bench.start();
    bench.fill(kData, 512, 0);
    bench.fill(kData, 1, kResetBus);
    bench.serve(write10(0, 1, kData));
    bench.begin_slow(1, kOther);
    bench.publish(read10(0, 1, bench.dut.register_base()).with_context(2));
    bench.kick();
    bench.settle();
    std::vector<Done> done = bench.take(0);
    bench.dut.wait_slow();
    for (const Done& more : bench.take(0)) done.push_back(more);
    std::uint64_t counts[3] = {};
    for (const Done& one : done) ++counts[one.context < 3 ? one.context : 0];
    bench.expect_equal(counts[0], 0, "completions of nobody");
    bench.expect(counts[1] <= 1 && counts[2] <= 1, "a request ended twice");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
}

}  // namespace pvscsim::conformance
