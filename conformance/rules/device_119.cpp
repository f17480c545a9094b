// SPDX-License-Identifier: Apache-2.0
// DEVICE-119, MUST: Keep scsiStatus within 8 bits.
// Source: OVMF.
// Mutants: MUT-O31.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(119, keeps_the_status_within_a_byte, "requests that end in several ways",
              "scsiStatus below 256") {
    bench.start();
    for (const Ask& ask :
         {test_unit_ready(), read10(65536, 1, kData), inquiry(kData, 36, 36).at(5)}) {
        bench.expect(bench.serve(ask).scsi_status < 256, "scsiStatus has more than 8 bits");
    }
}

}  // namespace pvscsim::conformance
