// SPDX-License-Identifier: Apache-2.0
// DEVICE-022, MUST: Let surplus COMMAND_DATA writes change nothing except COMMAND_STATUS.
// Source: QBB.
// Mutants: MUT-D22, MUT-D24.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(022, lets_surplus_words_change_nothing,
              "writes five words after SETUP_RINGS, after RESET_DEVICE and after ABORT_CMD",
              "rings and mask work as before, no unit is reset again") {
    const auto too_many = [&bench] {
        for (std::uint32_t i = 0; i < 5; ++i) bench.write(kCommandData, 8 + i);
    };
    bench.start();  // ends with SETUP_RINGS, the longest command
    bench.write(kIntrMask, 5);
    too_many();
    bench.expect_equal(bench.read(kIntrMask) & 15U, 5, "INTR_MASK");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.expect_equal(bench.reset_device(0), 0, "RESET_DEVICE");
    bench.serve(test_unit_ready());  // takes the unit attention
    too_many();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.abort(99, 0);
    too_many();
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "a request");
    bench.expect_equal(bench.command(kResetBus), 0, "RESET_BUS");
}

}  // namespace pvscsim::conformance
