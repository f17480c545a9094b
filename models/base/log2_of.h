// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/check.h"

namespace pvscsim {

/// The exponent of a power of two.
inline std::uint32_t log2_of(std::uint32_t power) {
    std::uint32_t log2 = 0;
    while ((std::uint32_t{1} << log2) < power) ++log2;
    PVS_CHECK((std::uint32_t{1} << log2) == power);
    return log2;
}

}  // namespace pvscsim
