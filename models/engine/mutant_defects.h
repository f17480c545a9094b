// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

#include "models/device/device_config.h"
#include "models/engine/quirks.h"
#include "pvscsim/mutant.h"

namespace pvscsim {

/// No register: stands for the moment at which a target that was announced too early is ready.
inline constexpr std::uint32_t kMutantReady = ~0U;
inline constexpr std::uint32_t kMutantAgain = ~1U;

/// Mutants that are a defect of a real device, which can be switched on anyway.
struct MutantDefect {
    Mutant mutant;
    Defect defect;
};

// clang-format off
inline constexpr std::array<MutantDefect, 10> kMutantDefects{{
    {Mutant::D02, Defect::Q03},
    {Mutant::D09, Defect::Q04},
    {Mutant::D31, Defect::Q06},
    {Mutant::D32, Defect::Q17},
    {Mutant::D40, Defect::Q15},
    {Mutant::D59, Defect::Q01},
    {Mutant::D73, Defect::Q08},
    {Mutant::D89, Defect::Q24},
    {Mutant::D99, Defect::Q28},
    {Mutant::D106, Defect::Q19},
}};
// clang-format on

/// `config`, with the defect of the mutant that this process is.
inline DeviceConfig as_mutant(DeviceConfig config) {
    for (const MutantDefect& each : kMutantDefects) {
        if (mutated(each.mutant)) config.defects |= 1U << static_cast<std::uint32_t>(each.defect);
    }
    return config;
}

}  // namespace pvscsim
