// SPDX-License-Identifier: Apache-2.0
// DEVICE-116, MUST: On CHECK CONDITION write min(senseLen, available) sense bytes to senseAddr and
// report that number; write none and report 0 when senseLen is 0 or the status is not CHECK
// CONDITION.
// Source: QBB.
// Mutants: MUT-D48, MUT-D49, MUT-D50.
#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

PVS_RULE_TEST(116, writes_as_much_sense_as_there_is_room_for,
              "READ beyond the last block with room for 96, 4 and 0 bytes",
              "that much sense is written and told of") {
    bench.start();
    for (const std::uint32_t room : {96U, 4U, 0U}) {
        bench.fill(kSense, 256, 0xee);
        const Done done = bench.serve(read10(65536, 1, kData).with_sense(kSense, room));
        bench.expect_equal(done.scsi_status, kCheckCondition, "scsiStatus");
        bench.expect(room >= 18 ? done.sense_bytes >= 18 && done.sense_bytes <= room
                                : done.sense_bytes == room,
                     "senseLen is " + std::to_string(done.sense_bytes));
        bench.expect(bench.holds(kSense + done.sense_bytes, 100, 0xee), "more sense was written");
        if (done.sense_bytes != 0)
            bench.expect(!bench.holds(kSense, 2, 0xee), "no sense was written");
        bench.expect(done.sense_bytes == 0 || !bench.holds(kSense + done.sense_bytes - 1, 1, 0xee),
                     "less sense was written than told of");
    }
}

PVS_RULE_TEST(116, leaves_the_sense_buffer_alone_when_all_is_good, "READ with a sense buffer",
              "no sense, senseLen 0") {
    bench.start();
    bench.fill(kSense, 96, 0xee);
    const Done done = bench.serve(read10(0, 1, kData).with_sense(kSense, 96));
    bench.expect_equal(done.sense_bytes, 0, "senseLen");
    bench.expect(bench.holds(kSense, 96, 0xee), "sense was written");
}

}  // namespace pvscsim::conformance
