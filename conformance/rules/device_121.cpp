// SPDX-License-Identifier: Apache-2.0
// DEVICE-121, MUST: Send an MSI/MSI-X after each publish whose cause is enabled, even when the
// status bit was already set; several publishes MAY share one message sent after the last.
// Source: LNX OBSD OSV NANOS; QBB.
// Mutants: MUT-D74, MUT-O117.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(121, sends_a_message_even_if_the_bit_was_set,
              "two completions without an acknowledgement", "a message each") {
    bench.start();
    bench.need_msi();
    bench.write(kIntrMask, 1);
    bench.took_message();
    for (int i = 0; i < 3; ++i) {
        bench.serve(test_unit_ready());
        bench.settle();
        bench.expect(bench.took_message(), "no message for completion " + std::to_string(i));
    }
}

PVS_RULE_TEST(121, sends_a_message_for_each_change_of_disks,
              "three changes without an acknowledgement", "a message each") {
    bench.start();
    bench.need_plugged();
    bench.need_msi();
    bench.write(kIntrMask, kMsg0);
    bench.settle();
    bench.took_message();
    for (int i = 0; i < 3; ++i) {
        if (i % 2 == 0) bench.dut.unplug(7);
        if (i % 2 == 1) bench.dut.plug(7);
        bench.settle();
        bench.expect(bench.took_message(), "no message for change " + std::to_string(i));
    }
}

}  // namespace pvscsim::conformance
