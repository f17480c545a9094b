// SPDX-License-Identifier: Apache-2.0
// DEVICE-079, MUST: Before RESET_BUS completes and unless cmpConsIdx is invalid (as in
// DEVICE-078), publish a completion for every in-flight request, BUSRESET unless already finished.
// Source: LNX.
// Mutants: MUT-D96, MUT-O133, MUT-O135.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(079, has_ended_every_request_when_a_bus_reset_ends,
              "two slow reads in flight, RESET_BUS, cmpProdIdx right behind it",
              "both are there, with BUSRESET") {
    bench.start();
    bench.begin_slow(1, kData);
    bench.begin_slow(2, kData + 4096);
    const std::uint32_t before = bench.cmp_cons;
    const std::uint32_t index =
        bench.command_and_look(kResetBus, {}, (kStatePage << 12) + kCmpProdIdx);
    bench.expect_equal(index - before, 2, "completions right after RESET_BUS");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) bench.expect_ended(one, kBusReset, kGood, "a request");
}

PVS_RULE_TEST(079, has_ended_the_requests_of_every_target,
              "a read of each disk, one of them slow, and RESET_BUS at once",
              "both are there right behind it, the slow one with BUSRESET") {
    bench.start();
    bench.publish(read10(0, 1, kData).with_context(1));
    bench.publish(read10(0, 1, kData + 4096).at(1).with_context(2));
    bench.kick();
    const std::uint32_t before = bench.cmp_cons;
    const std::uint32_t index =
        bench.command_and_look(kResetBus, {}, (kStatePage << 12) + kCmpProdIdx);
    bench.expect_equal(index - before, 2, "completions right after RESET_BUS");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) {
        // That of the fast disk may have finished.
        if (one.context == 1 && one.host_status == kSuccess) continue;
        bench.expect_ended(one, kBusReset, kGood, "request " + std::to_string(one.context));
    }
}

PVS_RULE_TEST(079, leaves_a_finished_request_as_it_ended_at_a_bus_reset,
              "a completion that is not consumed and a slow read in flight, RESET_BUS",
              "SUCCESS for the one, BUSRESET for the other, each once") {
    bench.start();
    bench.begin_slow(6, kData);
    bench.publish(test_unit_ready().with_context(5));
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) {
        bench.expect_ended(one, one.context == 5 ? kSuccess : kBusReset, kGood,
                           "request " + std::to_string(one.context));
    }
}

}  // namespace pvscsim::conformance
