// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace pvscsim::driver::testing {

/// How often operator new has run in this program.
std::size_t allocations() noexcept;

}  // namespace pvscsim::driver::testing
