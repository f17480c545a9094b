// SPDX-License-Identifier: Apache-2.0
// DRIVER-018, MUST: Allocate state, rings and message ring page-aligned and pass PPNs of 4096-byte
// pages.
// Source: all.
// Mutants: MUT-O48.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(018, gives_whole_pages_of_its_own, "a start with rings of 2, 4 and 2 pages",
                "every page that the device is told is page-aligned memory of the driver, and none "
                "is told twice") {
    bench.settings.request_pages = 2;
    bench.settings.completion_pages = 4;
    bench.settings.message_pages = 2;
    bench.start();
    std::vector<std::uint64_t> pages = bench.device.request_pages;
    for (const auto* more : {&bench.device.completion_pages, &bench.device.message_pages}) {
        pages.insert(pages.end(), more->begin(), more->end());
    }
    pages.push_back(bench.device.state_addr);
    for (std::size_t i = 0; i < pages.size(); ++i) {
        const auto gives = [&](const BusEvent& event) {
            return event.kind == BusEvent::Kind::Allocated &&
                   pages[i] - event.at < event.value * 4096;
        };
        bench.expect(bench.log.count(gives) == 1, "page " + hex(pages[i]) + " is not its own");
        for (std::size_t k = 0; k < i; ++k) {
            bench.expect(pages[k] != pages[i], "page " + hex(pages[i]) + " is told twice");
        }
    }
}

}  // namespace pvscsim::conformance
