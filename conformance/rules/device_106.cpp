// SPDX-License-Identifier: Apache-2.0
// DEVICE-106, MUST: Make data and sense visible before cmpProdIdx covers the completion.
// Source: chosen.
// Mutants: MUT-D37.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(106, moves_data_and_sense_before_it_tells,
              "an INQUIRY, then a command that ends with sense",
              "the last write of data and of sense precedes cmpProdIdx") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    bench.serve(inquiry(kData, 36, 36));
    bench.serve(Ask{{0xff, 0, 0, 0, 0, 0}}.with_sense(kSense, 32));
    const auto tells = [](const Act& act) { return Bench::stores(act, kCmpProdIdx); };
    const std::size_t first = Bench::find_act(acts, 0, tells);
    const std::size_t second = Bench::find_act(acts, first + 1, tells);
    std::size_t data = acts.size();
    std::size_t sense = acts.size();
    for (std::size_t i = 0; i < acts.size(); ++i) {
        if (Bench::touches(acts[i], Act::Kind::Write, kData, 36)) data = i;
        if (Bench::touches(acts[i], Act::Kind::Write, kSense, 32)) sense = i;
    }
    bench.expect(data < first, "data was not written before cmpProdIdx covered its request");
    bench.expect(sense < second, "sense was not written before cmpProdIdx covered its request");
}

PVS_RULE_TEST(106, has_the_data_there_when_the_index_says_so,
              "a slow read; memory is looked at as soon as cmpProdIdx moves", "the data is there") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    bench.begin_slow(1, kData);
    const std::uint32_t index = bench.cmp_cons;
    for (int i = 0; i < 6000 && bench.state(kCmpProdIdx) == index; ++i) bench.steps(1);
    bench.expect_equal(bench.state(kCmpProdIdx), index + 1, "cmpProdIdx");
    bench.expect(!bench.holds(kData, 16, 0xee), "the data was not there");
}

}  // namespace pvscsim::conformance
