// SPDX-License-Identifier: Apache-2.0
// DEVICE-060, MUST: Return the request's 64-bit context unchanged, including 0 and values with
// high bits set.
// Source: SEA OVMF OBSD OSV NANOS.
// Mutants: MUT-D38, MUT-D39.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(060, returns_all_64_bits_of_the_context,
              "requests with contexts 0, high bits, all ones", "the same contexts come back") {
    bench.start();
    for (const std::uint64_t context :
         {0ULL, 0xdeadbeef00000001ULL, ~0ULL, 0x8000000000000000ULL}) {
        bench.expect_equal(bench.serve(test_unit_ready().with_context(context)).context, context,
                           "context");
    }
}

}  // namespace pvscsim::conformance
