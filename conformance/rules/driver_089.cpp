// SPDX-License-Identifier: Apache-2.0
// DRIVER-089, MUST: Send ADAPTER_RESET before freeing or reusing any memory known to the device
// (unload, shutdown, hand-over to an OS).
// Source: LNX OVMF.
// Mutants: MUT-R51.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(089, resets_before_it_gives_memory_back,
                "a stop with requests in flight, which the device completes afterwards if it can",
                "ADAPTER_RESET comes before the first page is given back, and no page is written "
                "after that") {
    bench.start();
    bench.hold(3);
    const std::size_t from = bench.log.size();
    bench.stop();
    const std::size_t reset = bench.log.first(BusLog::writes(kCommand, kAdapterReset), from);
    const std::size_t released = bench.log.first(BusLog::is(BusEvent::Kind::Released), from);
    bench.expect(reset < released, "memory is given back, and there was no ADAPTER_RESET");
    bench.device.end_all({});
    bench.expect(!bench.touched_released(), "the device has written to memory given back");
}

}  // namespace pvscsim::conformance
