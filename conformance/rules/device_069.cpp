// SPDX-License-Identifier: Apache-2.0
// DEVICE-069, MUST: If the CDB's own transfer length is non-zero, complete a request whose
// direction flags contradict the CDB's data phase (including both flags set) with an error
// hostStatus (BADMSG) and move no data; this check precedes DEVICE-103 and DEVICE-113.
// Source: QEMU intent.
// Mutants: MUT-D59.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(069, refuses_a_direction_that_contradicts_the_cdb, "INQUIRY flagged as a write",
              "one completion with an error, no data moves") {
    bench.start();
    bench.fill(kData, 64, 0xee);
    const Done done = bench.serve(inquiry(kData, 36, 36).with_flags(kToDevice));
    bench.expect(done.host_status != kSuccess, "hostStatus is SUCCESS");
    bench.expect(bench.holds(kData, 64, 0xee), "data moved");
}

PVS_RULE_TEST(069, refuses_both_directions_at_once, "READ(10) with both direction flags",
              "one completion with an error, no data moves") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    const Done done = bench.serve(read10(0, 1, kData).with_flags(kToHost | kToDevice));
    bench.expect(done.host_status != kSuccess, "hostStatus is SUCCESS");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
}

}  // namespace pvscsim::conformance
