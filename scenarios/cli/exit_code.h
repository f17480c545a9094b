// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>

namespace pvscsim::scenarios {

/// What the program's exit code says.
enum class ExitCode : int {
    Held = 0,      ///< ran, and every expectation held
    Failed = 1,    ///< ran, and an expectation did not hold
    BadInput = 2,  ///< bad input or usage
    Lacking = 3,   ///< something that the command needs is not there or gave out
    Bug = 70,      ///< an error of ours
};

/// Something that the command needs gave out: a right, disk space, the reader of a pipe. Ends the
/// program with ExitCode::Lacking.
struct LackError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace pvscsim::scenarios
