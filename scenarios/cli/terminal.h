// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace pvscsim::scenarios {

/// Columns of the terminal behind `descriptor`; 0 if that is none, or does not say.
std::size_t terminal_columns(int descriptor);

}  // namespace pvscsim::scenarios
