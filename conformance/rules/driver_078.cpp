// SPDX-License-Identifier: Apache-2.0
// DRIVER-078, MUST: Use time units consistently in escalation delays (seconds versus
// microseconds).
// Source: chosen.
// Mutants: MUT-R43.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

static void driver_078_hang(DriverBench& bench) {
    bench.start();
    bench.need_recovery();
    bench.device.ends_aborted = bench.device.ends_reset = false;
    bench.hold(1);
}

PVS_DRIVER_TEST(078, waits_as_long_as_it_should,
                "a request hangs, and neither abort nor resets of unit and bus end it",
                "each step waits as long as is set, within a tenth or 10 ms") {
    driver_078_hang(bench);
    const std::size_t from = bench.log.size();
    const std::int64_t begin = bench.time_ns();
    bench.advance_ms(10'000);
    struct Step {
        std::uint32_t command;
        std::uint32_t wait_ms;  // before the next
    };
    std::int64_t last = begin;
    std::int64_t wait = bench.settings.request_timeout_ms;
    for (const Step& step :
         {Step{kAbortCmd, bench.settings.abort_timeout_ms},
          Step{kResetDevice, bench.settings.reset_timeout_ms},
          Step{kResetBus, bench.settings.reset_timeout_ms}, Step{kAdapterReset, 0}}) {
        const std::size_t at = bench.log.first(BusLog::writes(kCommand, step.command), from);
        if (at == BusLog::kNone) {
            wait += step.wait_ms;
            continue;
        }
        const std::int64_t took = (bench.log[at].time_ns - last) / 1'000'000;
        bench.expect(took >= wait - 1 && took <= wait + wait / 10 + 10,
                     "command " + std::to_string(step.command) + " comes after " +
                         std::to_string(took) + " ms, expected " + std::to_string(wait));
        last = bench.log[at].time_ns;
        wait = step.wait_ms;
    }
}

}  // namespace pvscsim::conformance
