// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "pvscsim/protocol/constants.h"

namespace pvscsim {

/// Where the pages of the rings lie in memory that the device reaches directly; null: it does not
/// reach that page so, or, of a page of completions, there is more to a post than to store it
/// there. Found once for as long as nothing about that changes.
struct RingReach {
    std::uint32_t changes = 0;  ///< DmaPort::changes() for which it holds; 0: nothing was found yet
    std::byte* state = nullptr;
    std::array<std::byte*, protocol::kRingPagesMax> requests{};
    std::array<std::byte*, protocol::kRingPagesMax> completions{};
};

}  // namespace pvscsim
