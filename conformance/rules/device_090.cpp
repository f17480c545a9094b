// SPDX-License-Identifier: Apache-2.0
// DEVICE-090, MUST: Accept ring, SG, data and sense addresses that point at its own BAR without
// recursion, crash or state corruption.
// Source: DMA re-entrancy class; QBB survives.
// Mutants: MUT-D88.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(090, survives_addresses_in_its_own_bar, "data, then all rings in the register BAR",
              "the device goes on; good rings work") {
    bench.start();
    bench.serve(read10(0, 1, bench.dut.register_base()));
    bench.serve(write10(0, 1, bench.dut.register_base()));
    const auto page = static_cast<std::uint32_t>(bench.dut.register_base() >> 12);
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[2] = words[4] = words[68] = page;
    bench.set_up_with(words);
    bench.kick();
    bench.settle();
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in good rings");
}

PVS_RULE_TEST(090, writes_no_register_by_its_own_transfers,
              "rings whose cmpConsIdx lies where INTR_MASK is", "INTR_MASK is as it was") {
    bench.write(kIntrMask, 5);
    std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    words[2] = static_cast<std::uint32_t>(bench.dut.register_base() >> 12) + 2;
    bench.set_up_with(words);
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
    bench.start();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request in good rings");
}

}  // namespace pvscsim::conformance
