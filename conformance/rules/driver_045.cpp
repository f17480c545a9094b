// SPDX-License-Identifier: Apache-2.0
// DRIVER-045, MUST: In INTx mode, and in MSI/MSI-X mode if it reads INTR_STATUS, acknowledge
// INTR_STATUS (write back the value read) before scanning the rings.
// Source: LNX FBSD ILL OBSD.
// Mutants: MUT-R31, MUT-R32.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

static void driver_045_acknowledge(DriverBench& bench, bool must) {
    bench.start();
    const std::uint64_t produced = bench.device.state_addr + kCmpProdIdx;
    bool acknowledged = false;
    for (int i = 0; i < 3; ++i) {
        const std::size_t from = bench.log.size();
        bench.serve(bench.reading(1));
        const auto& log = bench.log;
        const std::size_t handler = log.first(BusLog::is(BusEvent::Kind::Interrupt), from);
        if (handler == BusLog::kNone) bench.skip("the driver uses no interrupts");
        const std::size_t looked = log.first(BusLog::reads(kIntrStatus), handler);
        if (looked == BusLog::kNone && !must) bench.skip("the driver does not read INTR_STATUS");
        const std::size_t written = log.first(BusLog::writes(kIntrStatus), handler);
        const std::size_t scanned =
            log.first(BusLog::touches(BusEvent::Kind::Load, produced, 4), handler);
        acknowledged =
            looked < written && written < scanned && log[written].value == log[looked].value;
        if (!bench.expect(acknowledged,
                          "INTR_STATUS is not read, written back and then the ring "
                          "scanned")) {
            return;
        }
    }
}

PVS_DRIVER_TEST(045, acknowledges_before_it_scans, "three requests, their interrupts by INTx",
                "INTR_STATUS is read, its value written back, then cmpProdIdx is loaded") {
    bench.settings.way = InterruptWay::Intx;
    bench.offers_messages = false;
    driver_045_acknowledge(bench, true);
}

PVS_DRIVER_TEST(045, acknowledges_what_it_reads_under_messages,
                "three requests, their interrupts by messages",
                "if INTR_STATUS is read, its value is written back, then cmpProdIdx is loaded") {
    driver_045_acknowledge(bench, false);
}

PVS_DRIVER_TEST(045, misses_nothing_that_comes_after_the_scan,
                "INTx; a completion that comes right after the last look at cmpProdIdx",
                "its interrupt is still pending, and it is taken") {
    bench.settings.way = InterruptWay::Intx;
    bench.offers_messages = false;
    bench.start();
    bench.need_interrupts(InterruptWay::Intx);
    bench.need_outstanding(2);
    const auto ids = bench.hold(2);
    const std::uint64_t produced = bench.device.state_addr + kCmpProdIdx;
    bench.device.end(bench.device.in_flight.front().context, {});
    bench.on_event = [&](const BusEvent& event) {
        const bool looks = event.kind == BusEvent::Kind::Load && event.at == produced;
        if (looks && event.value == bench.word(bench.device.state_addr + kCmpConsIdx)) {
            bench.device.end_all({});
        }
    };
    bench.settle();
    bench.expect(bench.ends_of(ids[0]) == 1 && bench.ends_of(ids[1]) == 1,
                 "a request has not ended");
}

}  // namespace pvscsim::conformance
