// SPDX-License-Identifier: Apache-2.0
// DRIVER-019, MUST: Use power-of-two page counts within 1..32 (rings) and 1..16 (messages), after
// clamping any user setting.
// Source: header.
// Mutants: MUT-R57.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(
    019, has_rings_of_legal_sizes_whatever_it_is_set_to,
    "rings of 3 pages are asked for, then of 64 and 17, then of 0",
    "the driver refuses, or tells the device powers of two within 1 to 32 and 1 to 16") {
    const auto legal = [](std::uint32_t pages, std::uint32_t most) {
        return pages != 0 && pages <= most && (pages & (pages - 1)) == 0;
    };
    bench.device.on_command = [&](std::uint32_t id, const std::vector<std::uint32_t>& words) {
        if (id == kSetupRings) {
            bench.expect(legal(words[0], 32) && legal(words[1], 32),
                         "SETUP_RINGS with " + std::to_string(words[0]) + " and " +
                             std::to_string(words[1]) + " pages");
        } else if (id == kSetupMsgRing) {
            bench.expect(legal(words[0], 16),
                         "SETUP_MSG_RING with " + std::to_string(words[0]) + " pages");
        }
        return std::optional<std::uint32_t>{};
    };
    for (const std::uint32_t pages : {3U, 64U, 0U}) {
        bench.settings.request_pages = bench.settings.completion_pages = pages;
        bench.settings.message_pages = pages == 64 ? 17 : 3;
        bench.driver = nullptr;
        if (bench.try_start()) bench.stop();
    }
}

}  // namespace pvscsim::conformance
