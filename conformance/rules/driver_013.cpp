// SPDX-License-Identifier: Apache-2.0
// DRIVER-013, MUST: Pre-set the CONFIG page header to an error pattern, and clear the rest, before
// issuing CONFIG.
// Source: LNX OBSD.
// Mutants: MUT-R55.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(013, does_not_believe_a_page_that_was_not_written,
                "CONFIG is answered with 0, and the page is not written",
                "its header said failure beforehand, the rest was 0, and the driver looks for 16 "
                "targets") {
    bench.device.has_max_targets = false;
    bench.device.writes_config_header = false;
    bool asked = false;
    bench.device.on_command = [&](std::uint32_t id, const std::vector<std::uint32_t>& words) {
        if (id != kConfig) return std::optional<std::uint32_t>{};
        asked = true;
        const std::uint64_t page = std::uint64_t{words[1]} << 32 | words[0];
        bench.expect((bench.word(page + 4) >> 16 | (bench.word(page + 8) & 0xffffU)) != 0,
                     "the page's header says success");
        std::uint32_t rest = 0;
        for (std::uint32_t at = 12; at < 480; at += 4) rest |= bench.word(page + at);
        bench.expect(rest == 0, "the rest of the page is not 0");
        return std::optional<std::uint32_t>{};
    };
    const bool started = bench.try_start();
    if (!asked) bench.skip("the driver does not ask for the page");
    if (started) bench.expect_equal(bench.driver->targets(), 16, "targets");
}

}  // namespace pvscsim::conformance
