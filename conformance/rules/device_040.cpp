// SPDX-License-Identifier: Apache-2.0
// DEVICE-040, MUST: Write only the defined fields of the state page; after the matching setup
// command, only device-owned fields.
// Source: chosen.
// Mutants: MUT-D47.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(040, writes_only_its_own_fields_of_the_state_page,
              "sets up rings and serves requests over a state page full of rubbish",
              "only defined fields change") {
    bench.command(kAdapterReset);
    const std::vector<std::uint32_t> words = bench.ring_words(1, 1);
    bench.fill(kStatePage << 12, 4096, 0xa5);
    bench.expect_equal(bench.set_up_with(words), 0, "SETUP_RINGS");
    for (int i = 0; i < 3; ++i) bench.serve(test_unit_ready());
    bench.expect_equal(bench.state(kReqProdIdx), 3, "reqProdIdx, which is the driver's");
    bench.expect(bench.holds((kStatePage << 12) + 28, 4096 - 28, 0xa5), "other bytes were written");
}

}  // namespace pvscsim::conformance
