// SPDX-License-Identifier: Apache-2.0
// DEVICE-056, MUST: Advance reqConsIdx monotonically, by the number of descriptors actually
// fetched.
// Source: QEMU LNX.
// Mutants: MUT-O21.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(056, advances_its_consumer_index_by_what_it_fetched, "publishes batches of 1 to 8",
              "reqConsIdx is the number of requests after each") {
    bench.start();
    for (std::uint32_t batch = 1; batch <= 8; ++batch) {
        for (std::uint32_t i = 0; i < batch; ++i) bench.publish(test_unit_ready());
        bench.kick();
        bench.take(batch);
        bench.expect_equal(bench.state(kReqConsIdx), bench.req_prod, "reqConsIdx");
    }
}

}  // namespace pvscsim::conformance
