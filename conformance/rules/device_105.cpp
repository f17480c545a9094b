// SPDX-License-Identifier: Apache-2.0
// DEVICE-105, MUST: Write all 32 bytes of the completion descriptor (pad = 0) before cmpProdIdx
// covers it.
// Source: LNX; header.
// Mutants: MUT-D35, MUT-D46.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(105, writes_every_byte_of_a_completion,
              "a request, with the completion ring full of rubbish", "the last 8 bytes are 0") {
    bench.start();
    bench.fill(kCompletionPage << 12, 4096, 0xee);
    const Done done = bench.serve(test_unit_ready());
    bench.expect_equal(done.pad, 0, "padding");
    bench.expect_equal(done.sense_bytes, 0, "senseLen");
    bench.expect_ended(done, kSuccess, kGood, "TEST UNIT READY");
}

PVS_RULE_TEST(105, writes_a_completion_before_its_index, "a request",
              "the last write of the descriptor precedes cmpProdIdx") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    const std::uint64_t slot = (kCompletionPage << 12) + std::uint64_t{bench.cmp_cons} * 32;
    bench.serve(test_unit_ready());
    std::size_t written = acts.size();
    for (std::size_t i = 0; i < acts.size(); ++i) {
        if (Bench::touches(acts[i], Act::Kind::Write, slot, 32)) written = i;
    }
    const auto tells = [](const Act& act) { return Bench::stores(act, kCmpProdIdx); };
    bench.expect(written < Bench::find_act(acts, 0, tells),
                 "cmpProdIdx was written before the completion that it covers");
}

}  // namespace pvscsim::conformance
