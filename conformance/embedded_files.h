// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pvscsim::conformance {

/// Data that the build put into the library.
std::string_view embedded_catalogue();

}  // namespace pvscsim::conformance
