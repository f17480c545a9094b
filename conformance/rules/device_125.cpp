// SPDX-License-Identifier: Apache-2.0
// DEVICE-125, MAY: Repeat an MSI on INTR_MASK or INTR_STATUS writes that leave an enabled cause
// pending.
// Source: QBB.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(125, repeats_messages_for_pending_causes_at_the_most,
              "INTR_MASK and INTR_STATUS are written with a cause pending, disabled, acknowledged",
              "a message may come while it is pending and enabled, none otherwise") {
    bench.start();
    bench.need_msi();
    bench.write(kIntrMask, kCmpl0);
    bench.serve(test_unit_ready());
    bench.settle();
    bench.expect(bench.took_message(), "no message for a completion");
    bench.write(kIntrMask, kCmpl0);
    bench.write(kIntrStatus, kMsg0);
    bench.settle();
    bench.took_message();  // or not
    bench.expect_equal(bench.read(kIntrStatus), kCmpl0, "INTR_STATUS");

    bench.write(kIntrMask, kMsg0);
    bench.write(kIntrStatus, kMsg0);
    bench.settle();
    bench.expect(!bench.took_message(), "a message for a cause that is disabled");
    bench.write(kIntrStatus, kCmpl0);
    bench.write(kIntrMask, kCmpl0);
    bench.settle();
    bench.expect(!bench.took_message(), "a message with nothing pending");
}

}  // namespace pvscsim::conformance
