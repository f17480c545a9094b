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

}  // namespace pvscsim::conformance
