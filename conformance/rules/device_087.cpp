// SPDX-License-Identifier: Apache-2.0
// DEVICE-087, MUST: If fetching a descriptor fails (bus mastering on, else DEVICE-007), stop
// fetching and execute nothing that was not read successfully; recover only by ADAPTER_RESET or
// SETUP_RINGS.
// Source: chosen.
// Mutants: MUT-D32, MUT-O98, MUT-O99.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(087, executes_nothing_that_it_could_not_read,
              "a request ring where there is no memory", "no completion; new rings work") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = 0x30000;
    bench.set_up_with(words);
    bench.set_state(kReqProdIdx, 1);
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in new rings");
}

PVS_RULE_TEST(087, serves_what_it_could_read_before,
              "33 requests in a ring whose second page is no memory",
              "32 completions; reqConsIdx is 32") {
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(2, 1);
    words[6] = kNowhere >> 12;
    bench.set_up_with(words);
    for (std::uint64_t i = 0; i < 33; ++i) bench.publish(test_unit_ready().with_context(i));
    bench.kick();
    const std::vector<Done> done = bench.take(33);
    bench.expect_equal(done.size(), 32, "completions");
    bench.expect_equal(bench.state(kReqConsIdx), 32, "reqConsIdx");
}

PVS_RULE_TEST(087, does_not_try_again,
              "a request ring in no memory; after a doorbell something can be read there",
              "no completion but in new rings") {
    constexpr std::uint32_t kMovedBy = 0x100000;
    std::uint32_t bar = 0x10;
    while (bar < 0x28 && (bench.dut.read_config(bar, 4) & ~15U) != bench.dut.register_base()) {
        bar += 4;
    }
    if (bar == 0x28) bench.skip("the register BAR is not where it was said to be");
    const std::uint32_t place = bench.dut.read_config(bar, 4);
    bench.start();
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[4] = ((place & ~15U) + kMovedBy) >> 12;
    bench.set_up_with(words);
    bench.set_state(kReqProdIdx, 1);
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx");
    bench.kick();
    bench.dut.write_config(bar, 4, place + kMovedBy);
    bench.settle();
    bench.dut.write_config(bar, 4, place);
    bench.expect_equal(bench.state(kCmpProdIdx), 0, "cmpProdIdx after another doorbell");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in new rings");
}

}  // namespace pvscsim::conformance
