// SPDX-License-Identifier: Apache-2.0
// DEVICE-078, MUST: On RESET_DEVICE leave requests of other units alone and, unless cmpConsIdx is
// invalid (DEVICE-109, or moved back), publish before it completes a completion for every in-
// flight request of that logical unit, BUSRESET unless already finished.
// Source: LNX returns SUCCESS at once.
// Mutants: MUT-D68, MUT-D69, MUT-O133.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(078, has_ended_the_units_requests_when_a_device_reset_ends,
              "two slow reads in flight, RESET_DEVICE, cmpProdIdx right behind its last word",
              "both are there, with BUSRESET") {
    bench.start();
    bench.begin_slow(1, kData);
    bench.begin_slow(2, kData + 4096);
    const std::uint32_t before = bench.cmp_cons;
    const std::uint32_t index =
        bench.command_and_look(kResetDevice, {1, 0, 0}, (kStatePage << 12) + kCmpProdIdx);
    bench.expect_equal(index - before, 2, "completions right after RESET_DEVICE");
    bench.expect_equal(bench.read(kCommandStatus), 0, "RESET_DEVICE");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) bench.expect_ended(one, kBusReset, kGood, "a request");
}

PVS_RULE_TEST(078, leaves_other_units_alone_at_a_device_reset,
              "a slow read in flight, RESET_DEVICE of the other target", "it ends well") {
    bench.start();
    bench.begin_slow(1, kData);
    bench.expect_equal(bench.reset_device(0), 0, "RESET_DEVICE");
    const std::vector<Done> done = bench.take(1);
    bench.expect_equal(done.size(), 1, "completions");
    if (!done.empty()) bench.expect_ended(done[0], kSuccess, kGood, "the request");
}

PVS_RULE_TEST(078, leaves_a_finished_request_as_it_ended_at_a_device_reset,
              "a completion that is not consumed and a slow read in flight, RESET_DEVICE",
              "SUCCESS for the one, BUSRESET for the other, each once") {
    bench.start();
    bench.begin_slow(6, kData);
    bench.publish(test_unit_ready().at(1).with_context(5));
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.reset_device(1), 0, "RESET_DEVICE");
    const std::vector<Done> done = bench.take(2);
    bench.expect_equal(done.size(), 2, "completions");
    for (const Done& one : done) {
        bench.expect_ended(one, one.context == 5 ? kSuccess : kBusReset, kGood,
                           "request " + std::to_string(one.context));
    }
}

}  // namespace pvscsim::conformance
