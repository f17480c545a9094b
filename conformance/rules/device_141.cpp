// SPDX-License-Identifier: Apache-2.0
// DEVICE-141, SHOULD: Re-post the final state of targets whose messages were dropped once space
// exists.
// Source: chosen.
// Mutants: MUT-O75, MUT-O76.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

namespace {

/// That the next message says that the disk is there.
void expect_told(Bench& bench, std::uint32_t told) {
    bench.expect(bench.state(kMsgProdIdx) != told, "no message once there is room");
    const std::uint64_t at = (kMessagePage << 12) + told % 32 * 128;
    bench.expect_equal(bench.word(at), 0, "type");
    bench.expect_equal(bench.word(at + 8), 7, "target");
}

}  // namespace

PVS_RULE_TEST(141, tells_the_final_state_once_there_is_room,
              "41 changes for a ring of 32; then all are consumed and acknowledged",
              "a message tells that the disk is there") {
    bench.start();
    bench.need_plugged();
    bench.replug(20);

    const std::uint32_t told = bench.state(kMsgProdIdx);
    bench.set_state(kMsgConsIdx, told);
    bench.write(kIntrStatus, kMsg0);
    bench.settle();
    expect_told(bench, told);
}

PVS_RULE_TEST(141, tells_it_to_a_driver_that_acknowledges_nothing,
              "41 changes for a ring of 32 under MSI; then all are consumed, and a doorbell rings",
              "a message tells that the disk is there") {
    bench.start();
    bench.need_plugged();
    bench.need_msi();
    bench.replug(20);
    const std::uint32_t told = bench.state(kMsgProdIdx);
    bench.fill(kMessagePage << 12, 4096, 0xee);
    bench.set_state(kMsgConsIdx, told);
    bench.kick();
    bench.settle();
    expect_told(bench, told);
}

}  // namespace pvscsim::conformance
