// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "conformance/differential/program.h"

namespace pvscsim::conformance {

/// Program number `number` of those that `seed` names: legal, and the same for ever. Two whose
/// numbers are less than 1,000 apart write different blocks.
Program drawn_program(std::uint64_t seed, std::uint64_t number);

}  // namespace pvscsim::conformance
