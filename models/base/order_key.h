// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/base/sim_time.h"
#include "models/base/wide_product.h"

namespace pvscsim {

/// A time, and what decides between two that are equal, as one number: comparing two of them takes
/// two instructions and no branch.
constexpr WideProduct order_key(SimTime when, std::uint64_t order) {
    return WideProduct{when.ps} << 64 | order;
}

}  // namespace pvscsim
