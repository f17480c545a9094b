// SPDX-License-Identifier: Apache-2.0
// DEVICE-095, MUST: Support lists of at least 128 elements in one segment, starting at any offset
// that keeps each element inside the page.
// Source: LNX FBSD.
// Mutants: MUT-O28.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(095, takes_a_list_of_128_elements_in_half_a_page,
              "128 blocks into 128 places, the list from the middle of a page",
              "every block arrives where it belongs") {
    bench.start();
    bench.write_blocks(kOtherPage << 12, 128, 1);
    bench.expect_ended(bench.serve(write10(0, 128, kOtherPage << 12)), kSuccess, kGood, "WRITE");
    std::vector<Element> elements;
    for (std::uint32_t i = 0; i < 128; ++i) elements.push_back({kData + 4096 * (127 - i), 512});
    bench.write_list(kList + 2048, elements);
    bench.expect_ended(bench.serve(read10(0, 128, kList + 2048).with_flags(kToHost | kListed)),
                       kSuccess, kGood, "READ");
    for (std::uint32_t i = 0; i < 128; ++i) {
        bench.expect(
            bench.has_blocks(kData + 4096 * (127 - i), 1, static_cast<std::uint8_t>(1 + i)),
            "block " + std::to_string(i));
    }
}

}  // namespace pvscsim::conformance
