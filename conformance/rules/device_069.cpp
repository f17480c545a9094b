// SPDX-License-Identifier: Apache-2.0
// DEVICE-069, MUST: If the CDB's own transfer length is non-zero, complete a request whose
// direction flags contradict the CDB's data phase (including both flags set) with an error
// hostStatus (BADMSG) and move no data; this check precedes DEVICE-103 and DEVICE-113.
// Source: QEMU intent.
// Mutants: MUT-D59, MUT-O90, MUT-O91, MUT-O92.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(069, refuses_a_direction_that_contradicts_the_cdb, "INQUIRY flagged as a write",
              "one completion with an error, no data moves") {
    bench.start();
    bench.fill(kData, 64, 0xee);
    const Done done = bench.serve(inquiry(kData, 36, 36).with_flags(kToDevice));
    bench.expect(done.host_status != kSuccess, "hostStatus is SUCCESS");
    bench.expect(bench.holds(kData, 64, 0xee), "data moved");
}

PVS_RULE_TEST(069, refuses_both_directions_at_once, "READ(10) with both direction flags",
              "one completion with an error, no data moves") {
    bench.start();
    bench.fill(kData, 512, 0xee);
    const Done done = bench.serve(read10(0, 1, kData).with_flags(kToHost | kToDevice));
    bench.expect(done.host_status != kSuccess, "hostStatus is SUCCESS");
    bench.expect(bench.holds(kData, 512, 0xee), "data moved");
}

PVS_RULE_TEST(069, refuses_a_write_flagged_as_a_read, "WRITE(10) flagged TOHOST",
              "BADMSG, dataLen 0, the disk and the buffer as they were") {
    bench.start();
    bench.write_blocks(kData, 1, 0x31);
    bench.serve(write10(4, 1, kData));
    bench.write_blocks(kData, 1, 0x41);
    const Done done = bench.serve(write10(4, 1, kData).with_flags(kToHost));
    bench.expect_ended(done, kBadMessage, kGood, "WRITE");
    bench.expect_equal(done.data_bytes, 0, "dataLen");
    bench.expect(bench.has_blocks(kData, 1, 0x41), "the buffer was written");
    bench.serve(read10(4, 1, kData));
    bench.expect(bench.has_blocks(kData, 1, 0x31), "the disk was written");
}

PVS_RULE_TEST(069, looks_at_the_direction_before_the_length,
              "READ flagged TODEVICE with dataLen 0, and with less than it asks for",
              "BADMSG, not DATARUN") {
    bench.start();
    for (const std::uint64_t bytes : {0U, 512U}) {
        bench.expect_ended(
            bench.serve(read10(0, 2, kData).with_flags(kToDevice).with_length(bytes)), kBadMessage,
            kGood, "dataLen " + std::to_string(bytes));
    }
}

}  // namespace pvscsim::conformance
