// SPDX-License-Identifier: Apache-2.0
// DEVICE-107, MUST: Make cmpProdIdx visible before setting CMPL_0 and before signalling an
// interrupt.
// Source: SEA OVMF.
// Mutants: MUT-D36.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(107, interrupts_only_when_the_index_can_be_seen,
              "a request with the line, one with MSI",
              "cmpProdIdx is stored before the interrupt") {
    bench.start();
    const std::vector<Act>& acts = bench.need_record();
    bench.write(kIntrMask, kCmpl0);
    bench.serve(test_unit_ready());
    bench.settle();
    const auto tells = [](const Act& act) { return Bench::stores(act, kCmpProdIdx); };
    const auto rises = [](const Act& act) { return act.kind == Act::Kind::LineUp; };
    const auto sends = [](const Act& act) { return act.kind == Act::Kind::Message; };
    const std::size_t told = Bench::find_act(acts, 0, tells);
    const std::size_t rose = Bench::find_act(acts, 0, rises);
    bench.expect(rose < acts.size(), "the line did not rise");
    bench.expect(told < rose, "the line rose before cmpProdIdx was stored");
    bench.need_msi();
    const std::size_t begin = acts.size();
    bench.serve(test_unit_ready());
    bench.settle();
    const std::size_t sent = Bench::find_act(acts, begin, sends);
    bench.expect(sent < acts.size(), "no message");
    bench.expect(Bench::find_act(acts, begin, tells) < sent,
                 "the message was sent before cmpProdIdx was stored");
}

PVS_RULE_TEST(107, shows_the_cause_only_with_the_index,
              "a slow read; INTR_STATUS is polled until it shows CMPL_0",
              "cmpProdIdx has moved by then") {
    bench.start();
    const std::uint32_t index = bench.cmp_cons;
    bench.begin_slow(1);
    for (int i = 0; i < 6000 && bench.read(kIntrStatus) == 0; ++i) bench.steps(1);
    bench.expect_equal(bench.state(kCmpProdIdx), index + 1, "cmpProdIdx");
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0, "INTR_STATUS");
}

}  // namespace pvscsim::conformance
