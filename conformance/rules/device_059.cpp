// SPDX-License-Identifier: Apache-2.0
// DEVICE-059, MUST: Never modify request ring or SG memory.
// Source: chosen.
// Mutants: MUT-O22.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(059, never_writes_to_requests_or_lists, "serves a request with a list",
              "descriptor and list are as they were") {
    bench.start();
    bench.write_list(kList, {{kData, 256}, {kData + 4096, 256}});
    Ask ask = read10(0, 1, kList);
    ask.flags = kToHost | kListed;
    bench.publish(ask);
    const std::vector<std::uint8_t> ring = bench.bytes(kRequestPage << 12, 4096);
    const std::vector<std::uint8_t> list = bench.bytes(kList, 4096);
    bench.kick();
    bench.take(1);
    bench.expect(bench.bytes(kRequestPage << 12, 4096) == ring, "the request ring was written");
    bench.expect(bench.bytes(kList, 4096) == list, "the list was written");
}

}  // namespace pvscsim::conformance
