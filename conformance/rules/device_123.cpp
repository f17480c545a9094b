// SPDX-License-Identifier: Apache-2.0
// DEVICE-123, MUST: When an already pending cause becomes enabled, assert INTx or send one MSI.
// Source: QBB.
// Mutants: MUT-D76.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(123, signals_a_cause_that_becomes_enabled,
              "a completion while masked, then the mask is opened", "a message") {
    bench.start();
    bench.need_msi();
    bench.write(kIntrMask, 0);
    bench.serve(test_unit_ready());
    bench.took_message();
    bench.write(kIntrMask, 1);
    bench.settle();
    bench.expect(bench.took_message(), "no message");
}

}  // namespace pvscsim::conformance
