// SPDX-License-Identifier: Apache-2.0
// DEVICE-013, MUST: Clear on an INTR_STATUS write exactly the bits written as 1.
// Source: QBB LNX FBSD.
// Mutants: MUT-D78.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(013, clears_only_the_bits_written_as_one,
              "a completion and a message are pending; acknowledges the completion",
              "the message stays pending") {
    bench.start();
    bench.need_messages();
    bench.serve(test_unit_ready());
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0 | kMsg0, "INTR_STATUS before");
    bench.write(kIntrStatus, kCmpl0);
    bench.expect_equal(bench.read(kIntrStatus), kMsg0, "INTR_STATUS after");
    bench.write(kIntrStatus, 0);
    bench.expect_equal(bench.read(kIntrStatus), kMsg0, "INTR_STATUS after writing 0");
}

}  // namespace pvscsim::conformance
