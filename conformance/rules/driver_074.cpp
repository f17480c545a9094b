// SPDX-License-Identifier: Apache-2.0
// DRIVER-074, MUST: Wait for the aborted request's completion before reporting the abort as
// successful.
// Source: LNX fix.
// Mutants: MUT-R38.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(074, waits_for_the_aborted_completion,
                "an abort that the device answers with 0; the completion comes 50 ms later",
                "until then the abort has not worked and the request has not ended") {
    bench.start();
    bench.need_recovery();
    bench.device.ends_aborted = false;
    const auto ids = bench.hold(1);
    const Answer answer = bench.driver->abort(ids.at(0));
    bench.settle();
    bench.expect(answer != Answer::Done, "the abort is told as done");
    bench.advance_ms(50);
    bench.expect(bench.end_of(ids[0]) == nullptr, "the request has ended");
    Reply aborted;
    aborted.host_status = kAbortQueue;
    aborted.data_bytes = 0;
    bench.device.end_all(aborted);
    bench.settle();
    bench.expect(bench.end_of(ids[0]) != nullptr, "the request has not ended with its completion");
}

}  // namespace pvscsim::conformance
