// SPDX-License-Identifier: Apache-2.0
// DEVICE-139, MUST: Write type, bus 0, target, lun[1] and zero padding over the full 128 bytes.
// Source: QBB.
// Mutants: MUT-D107.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(139, writes_whole_messages,
              "a disk is plugged in, with the message ring full of rubbish",
              "type 0, bus 0, target 7, LUN 0, the rest 0") {
    bench.start();
    bench.need_messages();
    bench.fill(kMessagePage << 12, 4096, 0xee);
    if (!bench.dut.plug(7)) bench.skip("no target can be plugged in");
    bench.settle();
    const std::uint64_t at = kMessagePage << 12;
    bench.expect_equal(bench.word(at), 0, "type");
    bench.expect_equal(bench.word(at + 4), 0, "bus");
    bench.expect_equal(bench.word(at + 8), 7, "target");
    bench.expect(bench.holds(at + 12, 116, 0), "LUN or padding is not 0");
}

}  // namespace pvscsim::conformance
