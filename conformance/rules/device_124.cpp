// SPDX-License-Identifier: Apache-2.0
// DEVICE-124, MUST: Not send MSI for disabled causes.
// Source: QBB.
// Mutants: MUT-D104.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(124, sends_no_message_for_a_disabled_cause, "completions with masks 0 and 4",
              "no message") {
    bench.start();
    bench.need_msi();
    for (const std::uint32_t mask : {0U, kMsg0}) {
        bench.write(kIntrMask, mask);
        bench.serve(test_unit_ready());
        bench.settle();
        bench.expect(!bench.took_message(), "a message with mask " + std::to_string(mask));
    }
}

}  // namespace pvscsim::conformance
