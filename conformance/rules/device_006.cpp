// SPDX-License-Identifier: Apache-2.0
// DEVICE-006, MAY: Advertise MSI (one message, 64-bit), MSI-X (up to 24 vectors), PM and PCIe
// capabilities at any legal offset.
// Source: ESX QBB.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(006, offers_capabilities_that_a_driver_can_use, "walks the list of capabilities",
              "it ends; MSI has one message of 64 bits, MSI-X at most 24 vectors") {
    if ((bench.dut.read_config(6, 2) & 0x10U) == 0) bench.skip("the device has no capabilities");
    bool seen[256] = {};
    int count = 0;
    for (std::uint32_t at = bench.dut.read_config(0x34, 1); at != 0 && count < 49; ++count) {
        bench.expect(at >= 0x40 && at % 4 == 0, "a capability at " + std::to_string(at));
        const std::uint32_t id = bench.dut.read_config(at, 1);
        const std::uint32_t control = bench.dut.read_config(at + 2, 2);
        bench.expect(!seen[id], "capability " + std::to_string(id) + " twice");
        seen[id] = true;
        if (id == 5) bench.expect_equal(control & 0x8eU, 0x80, "64 bits, one message of MSI");
        if (id == 0x11) bench.expect((control & 0x7ffU) < 24, "MSI-X has more than 24 vectors");
        at = bench.dut.read_config(at + 1, 1);
    }
    bench.expect(count < 49, "the list of capabilities does not end");
}

}  // namespace pvscsim::conformance
