// SPDX-License-Identifier: Apache-2.0
// DEVICE-015, MUST: Ignore the data value of kick-register writes.
// Source: all write 0.
// Mutants: MUT-O07.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(015, ignores_what_is_written_to_a_doorbell, "kicks with odd values",
              "each request is served") {
    bench.start();
    for (const std::uint32_t value : {0xdeadbeefU, 1U, 0xffffffffU}) {
        for (const std::uint32_t doorbell : {kKickRw, kKickNonRw}) {
            bench.publish(test_unit_ready());
            bench.write(doorbell, value);
            bench.expect_equal(bench.take(1).size(), 1, "completions");
        }
    }
}

}  // namespace pvscsim::conformance
