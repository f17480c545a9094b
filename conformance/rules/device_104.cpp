// SPDX-License-Identifier: Apache-2.0
// DEVICE-104, MUST: Complete every fetched request exactly once, except those ended by
// ADAPTER_RESET, SETUP_RINGS or PCI reset, which complete at most once.
// Source: all.
// Mutants: MUT-D45, MUT-O146.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(104, completes_each_request_exactly_once, "200 requests of mixed kinds in batches",
              "each context comes back once") {
    bench.start();
    std::vector<int> seen(200);
    for (std::uint32_t first = 0; first < 200; first += 20) {
        for (std::uint32_t i = first; i < first + 20; ++i) {
            const Ask ask = i % 3 == 0   ? test_unit_ready()
                            : i % 3 == 1 ? read10(i, 1, kData + 512 * i)
                                         : write10(i, 1, kData + 512 * i);
            bench.publish(ask.with_context(i));
        }
        bench.kick();
        for (const Done& done : bench.take(20)) {
            if (done.context < 200) ++seen[done.context];
        }
    }
    for (std::size_t i = 0; i < 200; ++i) {
        bench.expect(seen[i] == 1, "request " + std::to_string(i) + " completed " +
                                       std::to_string(seen[i]) + " times");
    }
}

PVS_RULE_TEST(104, completes_an_aborted_request_no_second_time,
              "aborts a slow read and waits until it would have ended", "one completion") {
    bench.start();
    bench.begin_slow(1);
    bench.abort(1, 1);
    bench.dut.wait_slow();
    bench.expect_equal(bench.take(1).size(), 1, "completions");
}

}  // namespace pvscsim::conformance
