// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

/// The waiver file is not what it must be; the text names file, place, rule and value.
class WaiverError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A failure that is known and explained.
struct Waiver {
    std::string test;       ///< DEVICE-013.clears_only_the_bits_written_as_one
    std::string defect;     ///< id of the defect that explains it, or "choice"
    std::string reason;     ///< in a sentence
    std::string evidence;   ///< what shows it
    std::string reproduce;  ///< the command that shows it
    std::string expires;    ///< YYYY-MM-DD, after that day it fails the gate; empty: never
};

struct WaiverFile {
    std::string device;
    std::vector<Waiver> waivers;
};

/// The largest waiver file.
constexpr std::size_t kWaiverBytesMax = 1U << 20;

/// Reads `text`, the content of `file`, which may name `tests`. Throws WaiverError.
WaiverFile read_waivers(const std::string& file, const std::string& text,
                        const std::vector<RuleTest>& tests);

/// The waiver of `test`, or null.
const Waiver* find_waiver(const WaiverFile& file, const std::string& test);

}  // namespace pvscsim::conformance
