// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace pvscsim::scenarios {

/// What a process left.
struct ProcessEnd {
    std::string text;  ///< what its work returned; empty if it did not get so far
    std::string how;   ///< how it ended, if not well
};

/// Calls `work` with 0 to `count` - 1, each in a process of its own, `jobs` of them at a time. One
/// that takes longer than `seconds_max` is ended. Results are in the order of the numbers.
std::vector<ProcessEnd> run_in_processes(std::size_t count, std::size_t jobs, unsigned seconds_max,
                                         const std::function<std::string(std::size_t)>& work);

}  // namespace pvscsim::scenarios
