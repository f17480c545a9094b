// SPDX-License-Identifier: Apache-2.0
// DRIVER-008, SHOULD: Read back any register after the last word of a command before relying on
// its effects, so that posted writes are flushed.
// Source: FBSD ILL; portability.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(008, reads_after_the_last_word_of_a_command, "a start, and a stop",
                "after the last word of each command a register is read before anything else is "
                "written") {
    bench.start();
    bench.stop();
    const BusEvent* last = nullptr;
    for (std::size_t i = 0; i < bench.log.size(); ++i) {
        const BusEvent& event = bench.log[i];
        const bool write = event.kind == BusEvent::Kind::RegisterWrite;
        if (!write && event.kind != BusEvent::Kind::RegisterRead) continue;
        const bool flushed = last == nullptr || !write || event.at == kCommandData;
        bench.expect(flushed, "the command written at " +
                                  std::to_string(last == nullptr ? 0 : last->time_ns) +
                                  " ns is followed by a write to " + hex(event.at));
        last = write && event.at <= kCommandData ? &event : nullptr;
    }
}

}  // namespace pvscsim::conformance
