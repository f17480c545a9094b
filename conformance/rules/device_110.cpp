// SPDX-License-Identifier: Apache-2.0
// DEVICE-110, MUST: Resume fetching or posting on the next kick or INTR_STATUS write after
// completion space appears.
// Source: QEMU reschedules on INTR_STATUS write.
// Mutants: MUT-O30, MUT-O84.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

namespace {

/// The completion ring is full, and ten more requests are published.
void fill_up(Bench& bench) {
    bench.start();
    for (int batch = 0; batch < 4; ++batch) {
        for (int i = 0; i < 32; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.settle();
    }
    bench.expect_equal(bench.state(kCmpProdIdx) - bench.cmp_cons, 128, "completions");
    for (int i = 0; i < 10; ++i) bench.publish(test_unit_ready());
    bench.kick();
    bench.settle();
}

}  // namespace

PVS_RULE_TEST(110, goes_on_when_completion_space_appears,
              "a full completion ring is consumed, then a doorbell",
              "the requests that waited are served") {
    fill_up(bench);
    bench.expect_equal(bench.take(128).size(), 128, "completions that were there");
    bench.kick();
    bench.expect_equal(bench.take(10).size(), 10, "completions that waited");
}

PVS_RULE_TEST(110, goes_on_when_an_interrupt_is_acknowledged,
              "a full completion ring is consumed, then INTR_STATUS is written",
              "the requests that waited are served") {
    fill_up(bench);
    bench.expect_equal(bench.take(128).size(), 128, "completions that were there");
    bench.write(kIntrStatus, kCmpl0);
    bench.expect_equal(bench.take(10).size(), 10, "completions that waited");
}

}  // namespace pvscsim::conformance
