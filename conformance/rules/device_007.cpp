// SPDX-License-Identifier: Apache-2.0
// DEVICE-007, MUST: Perform no DMA and send no MSI while the bus-master enable bit is 0;
// SETUP_RINGS may then return 0 or -1, and kicks do nothing and do not break the ring.
// Source: PCI.
// Mutants: MUT-D91.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(007, keeps_off_the_bus_without_bus_mastering,
              "kicks a request with bus mastering off, then on",
              "nothing happens in memory first, one completion then") {
    bench.start();
    bench.fill(kCompletionPage << 12, 4096, 0x5a);
    bench.dut.write_config(4, 2, 2);
    bench.publish(inquiry(kData, 36, 36));
    bench.fill(kData, 64, 0x5a);
    bench.kick();
    bench.settle();
    bench.expect(bench.holds(kCompletionPage << 12, 4096, 0x5a), "a completion was written");
    bench.expect(bench.holds(kData, 64, 0x5a), "data was written");
    bench.dut.write_config(4, 2, 6);
    bench.kick();
    bench.expect_equal(bench.take(1).size(), 1, "completions once the device has the bus");
}

PVS_RULE_TEST(007, ends_no_slow_request_without_bus_mastering,
              "takes bus mastering away while a read is in flight, waits until it must be done",
              "nothing is written") {
    bench.start();
    bench.begin_slow(1, kData);
    bench.dut.write_config(4, 2, 2);
    bench.fill(kCompletionPage << 12, 4096, 0x5a);
    bench.fill(kData, 512, 0x5a);
    bench.dut.wait_slow();
    bench.expect(bench.holds(kCompletionPage << 12, 4096, 0x5a), "a completion was written");
    bench.expect(bench.holds(kData, 512, 0x5a), "data was written");
}

}  // namespace pvscsim::conformance
