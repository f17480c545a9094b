// SPDX-License-Identifier: Apache-2.0
// DEVICE-103, MUST: Complete a media command whose CDB asks for data while dataLen is 0, with
// DATARUN if it is otherwise valid (else with its own error), not hang.
// Source: chosen.
// Mutants: MUT-D102.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(103, ends_a_read_without_a_buffer, "READ of a block with dataLen 0",
              "one completion with DATARUN") {
    bench.start();
    bench.expect_ended(bench.serve(read10(0, 1, kData).with_length(0)), kDataRun, kGood, "READ");
}

}  // namespace pvscsim::conformance
