// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace pvscsim::reports {

/// A rule of the protocol that was broken.
struct ProtocolViolation {
    std::string rule;
    std::uint64_t at_ns = 0;
    std::string what;
    std::vector<std::string> evidence;
};

/// What the protocol's monitor found.
struct ProtocolFindings {
    std::vector<std::string> rules;  ///< that were put to the test
    std::uint64_t violations_count = 0;
    std::vector<ProtocolViolation> violations;  ///< the first of them
};

}  // namespace pvscsim::reports
