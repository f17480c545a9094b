// SPDX-License-Identifier: Apache-2.0
// DRIVER-010, MUST: Probe SETUP_MSG_RING and SETUP_REQCALLTHRESHOLD by writing COMMAND and
// treating status -1 as unsupported, anything else as supported.
// Source: LNX FBSD OBSD.
// Mutants: MUT-R53.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(010, takes_any_answer_but_the_refusal_for_support,
                "the probes of the message ring and of the threshold are answered with 0",
                "both are set up") {
    bench.device.message_probe = bench.device.threshold_probe = 0;
    bench.start();
    const bool messages = bench.log.count(BusLog::writes(kCommand, kSetupMsgRing)) != 0;
    const bool threshold = bench.log.count(BusLog::writes(kCommand, kSetupThreshold)) != 0;
    if (!messages && !threshold) bench.skip("the driver has no use for either");
    bench.expect(!messages || !bench.device.message_pages.empty(), "there is no message ring");
    bench.expect(!threshold || bench.device.threshold_on, "there is no threshold");
}

PVS_DRIVER_TEST(010, does_without_what_is_refused,
                "the probes of the message ring and of the threshold are answered with -1",
                "no words follow, and requests are served") {
    bench.device.has_messages = bench.device.has_threshold = false;
    bench.start();
    for (const std::uint32_t command : {kSetupMsgRing, kSetupThreshold}) {
        const std::size_t at = bench.log.first(BusLog::writes(kCommand, command));
        if (at == BusLog::kNone) continue;
        const std::size_t next = bench.log.first(BusLog::is(BusEvent::Kind::RegisterWrite), at + 1);
        bench.expect(next == BusLog::kNone || bench.log[next].at != kCommandData,
                     "words follow the refused command " + std::to_string(command));
    }
    bench.expect(bench.serve(bench.reading(1)).as == Ended::As::Good, "a request fails");
}

}  // namespace pvscsim::conformance
