// SPDX-License-Identifier: Apache-2.0
// DEVICE-089, MUST: If a data transfer fails, complete the request once with an error hostStatus
// (HAHARDWARE) and exact dataLen; if a sense transfer fails, with SENSFAILED or HAHARDWARE,
// scsiStatus 0; MAY report success when the platform cannot see the fault.
// Source: chosen; QBB reports success.
// Mutants: MUT-D98, MUT-O81, MUT-O82.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(089, ends_a_request_whose_data_is_nowhere, "READ into memory that is not there",
              "one completion; dataLen 0 if it is an error") {
    bench.start();
    const Done done = bench.serve(read10(0, 1, 0x30000000));
    bench.expect(done.host_status == kSuccess || done.data_bytes == 0, "an error with data");
    bench.expect_ended(bench.serve(test_unit_ready()), kSuccess, kGood, "the next request");
}

PVS_RULE_TEST(089, tells_that_data_could_not_be_moved,
              "READ and WRITE of two blocks, the second of which is in no memory",
              "hostStatus HAHARDWARE, dataLen what was moved, one completion each") {
    if (!bench.dut.sees_dma_faults()) bench.skip("the device is not told of such a fault");
    bench.start();
    bench.write_list(kList, {{kData, 512}, {kNowhere, 512}});
    bench.write_blocks(kData, 1, 0x41);
    for (const Ask& ask : {write10(0, 2, kList), read10(0, 2, kList)}) {
        const Done done = bench.serve(ask.with_flags(ask.flags | kListed));
        bench.expect_equal(done.host_status, kHardware, "hostStatus");
        bench.expect_equal(done.scsi_status, kGood, "scsiStatus");
        bench.expect_equal(done.data_bytes, 512, "dataLen");
        bench.settle();
        bench.expect_equal(bench.state(kCmpProdIdx), bench.cmp_cons, "cmpProdIdx");
    }
    bench.fill(kData, 512, 0);
    bench.expect_ended(bench.serve(read10(0, 1, kData)), kSuccess, kGood, "the first block");
    bench.expect(bench.has_blocks(kData, 1, 0x41), "what was moved is not there");
}

PVS_RULE_TEST(089, tells_that_sense_could_not_be_written,
              "a READ behind the disk's end, with a sense buffer in no memory",
              "SENSFAILED or HAHARDWARE, scsiStatus 0, senseLen 0") {
    if (!bench.dut.sees_dma_faults()) bench.skip("the device is not told of such a fault");
    bench.start();
    const Done done = bench.serve(read10(0x7fffffff, 1, kData).with_sense(kNowhere, 96));
    bench.expect(done.host_status == kSenseFailed || done.host_status == kHardware,
                 "hostStatus is " + std::to_string(done.host_status));
    bench.expect_equal(done.scsi_status, kGood, "scsiStatus");
    bench.expect_equal(done.sense_bytes, 0, "senseLen");
}

}  // namespace pvscsim::conformance
