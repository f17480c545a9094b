// SPDX-License-Identifier: Apache-2.0
// DRIVER-056, MUST: Use at most min(senseLen reported, buffer) sense bytes.
// Source: FBSD NBSD OVMF.
// Mutants: MUT-R28.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(056, uses_as_much_sense_as_there_is,
                "CHECK CONDITION with 8 bytes of sense, with none, and with 250 told",
                "no more is used than is told, nor than the buffer has") {
    bench.start();
    const std::vector<std::uint8_t> sense(8, 0x70);
    struct Case {
        std::vector<std::uint8_t> sense;
        std::optional<std::uint32_t> told;
    };
    for (const Case& now : {Case{sense, {}}, Case{{}, {}}, Case{sense, 250}}) {
        bench.device.on_request = [&](const Fetched&) {
            Reply reply;
            reply.scsi_status = kCheckCondition;
            reply.sense = now.sense;
            reply.sense_told = now.told;
            return reply;
        };
        const Ended end = bench.serve(bench.reading(1));
        const std::uint32_t buffer = bench.device.ever.back().sense_bytes;
        const auto told = now.told.value_or(static_cast<std::uint32_t>(now.sense.size()));
        bench.expect(end.sense.size() <= std::min(told, buffer),
                     std::to_string(end.sense.size()) + " bytes of " + std::to_string(told) +
                         " told, in a buffer of " + std::to_string(buffer));
    }
}

}  // namespace pvscsim::conformance
