// SPDX-License-Identifier: Apache-2.0
// DRIVER-009, SHOULD: Check COMMAND_STATUS after SETUP_RINGS and fail initialisation unless it is
// 0.
// Source: FNX.
// Mutants: none listed.
#include "conformance/driver/driver_test.h"

namespace pvscsim::conformance {

PVS_DRIVER_TEST(009, does_not_go_on_without_rings, "the device refuses SETUP_RINGS",
                "the driver does not start") {
    bench.device.on_command = [](std::uint32_t id, const std::vector<std::uint32_t>&) {
        return id == kSetupRings ? std::optional<std::uint32_t>(kFailed) : std::nullopt;
    };
    bench.expect(!bench.try_start(), "the driver starts");
}

}  // namespace pvscsim::conformance
