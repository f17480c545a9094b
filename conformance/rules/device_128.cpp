// SPDX-License-Identifier: Apache-2.0
// DEVICE-128, SHOULD: Bound interrupt coalescing delay to 1 ms and signal at once when no other
// request is in flight.
// Source: chosen.
// Mutants: MUT-D81.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(128, signals_a_lone_completion_soon, "one request with MSI",
              "a message within 1 ms") {
    bench.start();
    bench.need_msi();
    bench.write(kIntrMask, 1);
    bench.took_message();
    bench.publish(test_unit_ready());
    bench.kick();
    bench.take(1);
    bench.steps(10);
    bench.expect(bench.took_message(), "no message");
}

}  // namespace pvscsim::conformance
