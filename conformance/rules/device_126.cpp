// SPDX-License-Identifier: Apache-2.0
// DEVICE-126, MUST: Set CMPL_0 only when at least one new completion is visible, and MSG_0 only
// when at least one new message is visible.
// Source: SEA OVMF.
// Mutants: MUT-D80.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(126, sets_a_bit_only_for_something_new,
              "doorbells without requests, then acknowledges and waits", "INTR_STATUS stays 0") {
    bench.start();
    bench.kick();
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS after a doorbell");
    bench.serve(test_unit_ready());
    bench.write(kIntrStatus, kCmpl0);
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), 0, "INTR_STATUS after the acknowledgement");
}

}  // namespace pvscsim::conformance
