// SPDX-License-Identifier: Apache-2.0
// DEVICE-034, MUST: Reject with -1 a request or completion page count of 0 or above 32, changing
// nothing.
// Source: QEMU (CVE-2016-4952, -7155).
// Mutants: MUT-D06, MUT-D07, MUT-D14, MUT-O110.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(034, refuses_no_pages_and_too_many, "sets up rings of 0 and of 33 pages",
              "-1, the state page untouched, the earlier rings at work") {
    bench.start();
    const std::uint32_t pairs[][2] = {{0, 1},  {1, 0},          {33, 1},
                                      {1, 33}, {0xffffffff, 1}, {1, 0x80000001}};
    for (const auto& pair : pairs) {
        std::vector<std::uint32_t> words(132, static_cast<std::uint32_t>(kOtherPage));
        words[0] = pair[0];
        words[1] = pair[1];
        bench.fill(kOtherPage << 12, 4096, 0xee);
        bench.expect_equal(bench.command(kSetupRings, words), kFailed,
                           std::to_string(pair[0]) + "/" + std::to_string(pair[1]));
        bench.expect(bench.holds(kOtherPage << 12, 4096, 0xee), "memory was written");
    }
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
}

PVS_RULE_TEST(034, keeps_the_message_ring_when_it_refuses,
              "a message ring, then rings of 0 and of 33 pages; then a disk is removed",
              "-1, and its message arrives in the next slot") {
    bench.start();
    bench.need_plugged();
    bench.set_state(kMsgConsIdx, 1);
    for (const std::uint32_t pages : {0U, 33U}) {
        std::vector<std::uint32_t> words(132, static_cast<std::uint32_t>(kOtherPage));
        words[0] = pages;
        words[1] = 1;
        bench.expect_equal(bench.command(kSetupRings, words), kFailed, std::to_string(pages));
    }
    bench.dut.unplug(7);
    bench.settle();
    bench.expect_equal(bench.state(kMsgProdIdx), 2, "msgProdIdx");
}

}  // namespace pvscsim::conformance
