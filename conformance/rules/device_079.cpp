// SPDX-License-Identifier: Apache-2.0
// DEVICE-079, MUST: Before RESET_BUS completes and unless cmpConsIdx is invalid (as in
// DEVICE-078), publish a completion for every in-flight request, BUSRESET unless already finished.
// Source: LNX.
// Mutants: MUT-D96.
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

}  // namespace pvscsim::conformance
