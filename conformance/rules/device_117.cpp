// SPDX-License-Identifier: Apache-2.0
// DEVICE-117, MUST: Clamp senseLen to its own sense size (values up to 2^32-1).
// Source: QBB.
// Mutants: MUT-D103.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(117, limits_sense_to_what_it_has, "a sense buffer of 4 GiB - 1",
              "at most 252 bytes") {
    bench.start();
    bench.fill(kSense, 4096, 0xee);
    const Done done = bench.serve(read10(65536, 1, kData).with_sense(kSense, 0xffffffff));
    bench.expect(done.sense_bytes <= 252, "senseLen is " + std::to_string(done.sense_bytes));
    bench.expect(bench.holds(kSense + 252, 4096 - 252, 0xee), "memory behind was written");
}

}  // namespace pvscsim::conformance
