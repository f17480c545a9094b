// SPDX-License-Identifier: Apache-2.0
// DRIVER-051, MUST: Validate the completion context (range and in-use state) before using it.
// Source: chosen.
// Mutants: MUT-R21.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(051, believes_no_context,
                "with a request in flight come completions with the contexts 0, -1, of a request "
                "that has ended, of slots that are free and with another upper half",
                "no request ends by them, and the true one ends once") {
    bench.start();
    bench.serve(bench.reading(1));
    const std::uint64_t old = bench.device.ever.back().context;
    const auto ids = bench.hold(1);
    const Fetched held = bench.device.in_flight.front();
    for (const std::uint64_t context :
         {std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{0x10000}, std::uint64_t{0xffff}, old,
          held.context + 1, held.context - 1, held.context ^ 0x0001000000000000U,
          held.context ^ 0x00010000U}) {
        if (context == held.context) continue;
        Fetched stranger = held;
        stranger.context = context;
        bench.device.post(stranger, {});
        bench.settle();
        if (!bench.expect(bench.ends.size() == 1, "context " + hex(context) + " ends a request")) {
            return;
        }
    }
    bench.device.end_all({});
    bench.settle();
    bench.expect_equal(bench.ends_of(ids[0]), 1, "ends of the true one");
}

}  // namespace pvscsim::conformance
