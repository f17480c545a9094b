// SPDX-License-Identifier: Apache-2.0
// DRIVER-001, MUST: Match the function by vendor and device id only.
// Source: all.
// Mutants: MUT-O40.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(001, asks_for_vendor_and_device_alone,
                "the class is that of a SAS adapter and the revision is 0", "the driver starts") {
    bench.class_and_revision = 0x01070000;
    bench.expect(bench.try_start(), "the driver does not start");
}

PVS_DRIVER_TEST(001, leaves_other_devices_alone, "the device id is 0x07c1",
                "the driver does not start, and writes to no register") {
    bench.vendor_and_device = 0x07c115ad;
    bench.expect(!bench.try_start(), "the driver starts");
    bench.expect_equal(bench.log.count(BusLog::is(BusEvent::Kind::RegisterWrite)), 0,
                       "register writes");
}

}  // namespace pvscsim::conformance
