// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
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

/// A time in which the monitor could not follow the rings.
struct ProtocolGap {
    std::uint64_t since_ns = 0;
    std::optional<std::uint64_t> until_ns;  ///< absent: to the end
    std::string reason;
    std::string what;
};

/// What the protocol's monitor found.
struct ProtocolFindings {
    std::vector<std::string> rules;  ///< that were put to the test
    std::uint64_t violations_count = 0;
    std::vector<ProtocolViolation> violations;  ///< the first of them
    std::uint64_t unwatched_count = 0;
    std::vector<ProtocolGap> unwatched;  ///< the first of them
};

}  // namespace pvscsim::reports
