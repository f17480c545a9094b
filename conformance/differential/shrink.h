// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "conformance/differential/program.h"

namespace pvscsim::conformance {

/// Takes steps, and what is in them, away from `program` for as long as the rest is legal and
/// `differs` says that it still shows something; asks at most `tries` times. What is returned
/// differs, or is `program`.
Program shrunk(const Program& program, const std::function<bool(const Program&)>& differs,
               unsigned tries);

}  // namespace pvscsim::conformance
