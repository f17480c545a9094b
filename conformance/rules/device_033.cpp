// SPDX-License-Identifier: Apache-2.0
// DEVICE-033, MUST: Accept every power-of-two page count from 1 to 32 for each of the two rings
// independently.
// Source: LNX FBSD SEA OBSD; QBB.
// Mutants: MUT-D08, MUT-O115.
#include <algorithm>

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

PVS_RULE_TEST(033, serves_rings_of_unlike_lengths,
              "rings of 32 pages and 1, and of 1 page and 32, each filled from end to end twice",
              "every request ends once, in its turn") {
    for (const std::uint32_t pages : {32U, 1U}) {
        bench.start(pages, 33 - pages);
        const std::uint32_t batch = 32;
        const std::uint32_t longest = std::max(bench.request_entries, bench.completion_entries);
        for (std::uint64_t served = 0; served < 2 * longest; served += batch) {
            for (std::uint64_t i = 0; i < batch; ++i) {
                bench.publish(test_unit_ready().with_context(served + i));
            }
            bench.kick();
            const std::vector<Done> done = bench.take(batch);
            bool in_turn = done.size() == batch;
            for (std::uint64_t i = 0; i < done.size(); ++i) {
                in_turn = in_turn && done[i].context == served + i;
            }
            bench.expect(in_turn, "requests from " + std::to_string(served) + " on");
            if (!in_turn) break;
        }
    }
}

}  // namespace pvscsim::conformance
