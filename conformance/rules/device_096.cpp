// SPDX-License-Identifier: Apache-2.0
// DEVICE-096, MUST: Skip zero-length ordinary elements, and visit at most 256 elements per segment
// and 128 segments per request.
// Source: CVE-2016-7156 class; FBSD constants.
// Mutants: MUT-D52, MUT-D53, MUT-O106.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(096, skips_elements_of_no_length, "a list with empty elements before and between",
              "the data arrives") {
    bench.start();
    bench.write_blocks(kData, 2, 0x31);
    bench.expect_ended(bench.serve(write10(0, 2, kData)), kSuccess, kGood, "WRITE");
    bench.fill(kData, 8192, 0xee);
    bench.write_list(kList,
                     {{kData, 0}, {kData, 0}, {kData, 512}, {kData, 0}, {kData + 4096, 512}});
    bench.expect_ended(bench.serve(read10(0, 2, kList).with_flags(kToHost | kListed)), kSuccess,
                       kGood, "READ");
    bench.expect(bench.has_blocks(kData, 1, 0x31) && bench.has_blocks(kData + 4096, 1, 0x32),
                 "the blocks are not there");
}

PVS_RULE_TEST(096, visits_a_page_of_elements_and_no_more,
              "256 empty elements, and behind the page's end one for the data",
              "hostStatus INVPARAM, no data moves") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    bench.fill(kList, 8192, 0);
    bench.write_list(kList + 4096, {{kData, 512}});
    bench.expect_ended(bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
}

PVS_RULE_TEST(096, visits_128_segments_and_no_more,
              "a list of 129 segments, of which the last alone has an element for the data",
              "hostStatus INVPARAM, no data moves") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    for (std::uint64_t i = 0; i < 128; ++i) {
        bench.write_list(kList + 32 * i, {{kList + 32 * (i + 1), 0, 1}});
    }
    bench.write_list(kList + 32 * 128, {{kData, 512}});
    bench.expect_ended(bench.serve(read10(0, 1, kList).with_flags(kToHost | kListed)), kInvParam,
                       kGood, "READ");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
}

}  // namespace pvscsim::conformance
