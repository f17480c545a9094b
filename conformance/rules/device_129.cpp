// SPDX-License-Identifier: Apache-2.0
// DEVICE-129, MUST: Never generate CMPL_1 or MSG_1.
// Source: chosen.
// Mutants: MUT-O34.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(129, never_shows_the_second_ring_pair, "a completion and a message",
              "bits 1 and 3 of INTR_STATUS are 0") {
    bench.start();
    bench.need_messages();
    bench.serve(test_unit_ready());
    bench.dut.plug(7);
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus) & 10U, 0, "bits 1 and 3");
}

}  // namespace pvscsim::conformance
