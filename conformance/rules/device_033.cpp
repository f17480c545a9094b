// SPDX-License-Identifier: Apache-2.0
// DEVICE-033, MUST: Accept every power-of-two page count from 1 to 32 for each of the two rings
// independently.
// Source: LNX FBSD SEA OBSD; QBB.
// Mutants: MUT-D08.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(033, takes_every_legal_number_of_pages, "sets up rings of 1 to 32 pages, all pairs",
              "0, and the sizes fit") {
    for (std::uint32_t requests = 0; requests <= 5; ++requests) {
        for (std::uint32_t completions = 0; completions <= 5; ++completions) {
            const std::string pair = std::to_string(requests) + "/" + std::to_string(completions);
            bench.expect_equal(bench.set_up(1U << requests, 1U << completions), 0, pair);
            bench.expect_equal(bench.state(8), 5 + requests, pair + " reqNumEntriesLog2");
            bench.expect_equal(bench.state(20), 7 + completions, pair + " cmpNumEntriesLog2");
        }
    }
}

}  // namespace pvscsim::conformance
