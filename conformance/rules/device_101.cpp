// SPDX-License-Identifier: Apache-2.0
// DEVICE-101, MUST: Compute remaining lengths in 64-bit arithmetic.
// Source: CVE-2016-7156.
// Mutants: MUT-D51.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(101, adds_up_lengths_beyond_32_bits,
              "INQUIRY with a list of two elements of 2 GiB, dataLen 4 GiB",
              "the data comes to the first element") {
    bench.start();
    bench.fill(kData, 64, 0xee);
    bench.write_list(kList, {{kData, 0x80000000}, {kOther, 0x80000000}});
    Ask ask = inquiry(kList, 36, 36).with_flags(kToHost | kListed);
    ask.data_bytes = 1ULL << 32;
    bench.serve(ask);
    bench.expect(!bench.holds(kData, 36, 0xee), "no data came");
    bench.expect(bench.holds(kData + 36, 28, 0xee), "data came behind the 36 bytes");
}

}  // namespace pvscsim::conformance
