// SPDX-License-Identifier: Apache-2.0
// DRIVER-025, MUST: Initialise every field of the descriptor it does not zero, in particular all 8
// lun bytes, flags, senseLen/senseAddr and reserved bytes.
// Source: LNX FBSD ILL clear lun; OBSD NBSD clear all.
// Mutants: MUT-R12.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(025, fills_every_field,
                "a ring full of requests to unit 5 with CDBs of 16 bytes, then one of requests to "
                "unit 0 with CDBs of 6",
                "each descriptor has its own unit in one byte of eight, bus 0, and zeros where "
                "nothing is") {
    bench.device.targets = 16;
    bench.start();
    const std::uint32_t entries = bench.device.request_entries();
    for (std::uint32_t i = 0; i < 2 * entries; ++i) {
        UpperRequest request = bench.no_data();
        request.target = 3;
        request.lun = i < entries ? 5 : 0;
        if (i < entries) request.cdb.assign(16, 0xa0);
        bench.serve(request);
        const auto& raw = bench.device.ever.back().raw;
        std::uint32_t zeros = 0;
        for (const std::uint32_t at : {57U, 59U, 60U, 61U, 62U, 63U, 64U, 66U}) zeros |= raw[at];
        for (std::uint32_t at = 70; at < 128; ++at) zeros |= raw[at];
        for (std::uint32_t at = 40 + raw[56]; at < 56; ++at) zeros |= raw[at];
        const bool fine = zeros == 0 && raw[58] == request.lun && raw[67] == 3;
        if (!bench.expect(fine, "descriptor " + std::to_string(i) + ": " +
                                    hex_bytes(raw.data(), raw.size()))) {
            return;
        }
    }
}

}  // namespace pvscsim::conformance
