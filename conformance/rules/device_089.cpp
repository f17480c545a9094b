// SPDX-License-Identifier: Apache-2.0
// DEVICE-089, MUST: If a data transfer fails, complete the request once with an error hostStatus
// (HAHARDWARE) and exact dataLen; if a sense transfer fails, with SENSFAILED or HAHARDWARE,
// scsiStatus 0; MAY report success when the platform cannot see the fault.
// Source: chosen; QBB reports success.
// Mutants: MUT-D98.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(089, ends_a_request_whose_data_is_nowhere, "READ into memory that is not there",
              "one completion; dataLen 0 if it is an error") {
    bench.start();
    const Done done = bench.serve(read10(0, 1, 0x30000000));
    bench.expect(done.host_status == kSuccess || done.data_bytes == 0, "an error with data");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "the next request");
}

}  // namespace pvscsim::conformance
