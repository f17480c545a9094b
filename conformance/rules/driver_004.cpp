// SPDX-License-Identifier: Apache-2.0
// DRIVER-004, MUST: Use only aligned 32-bit register accesses.
// Source: all.
// Mutants: MUT-O42.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(004, uses_aligned_registers_alone, "a start, three requests, a stop",
                "every access is to a multiple of 4 within 32 KiB") {
    bench.start();
    bench.serve(bench.no_data());
    bench.serve(bench.reading(1));
    bench.serve(bench.writing(4));
    bench.stop();
    for (std::size_t i = 0; i < bench.log.size(); ++i) {
        const BusEvent& event = bench.log[i];
        const bool is_register = event.kind == BusEvent::Kind::RegisterRead ||
                                 event.kind == BusEvent::Kind::RegisterWrite;
        if (!is_register) continue;
        bench.expect(event.at % 4 == 0 && event.at < 0x8000, "access to offset " + hex(event.at));
    }
}

}  // namespace pvscsim::conformance
