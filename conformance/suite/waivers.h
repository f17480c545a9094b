// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
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
    std::string expires;    ///< YYYY-MM-DD, after that day it fails the gate; or never
};

/// Those of all files together.
struct Waivers {
    struct File {
        std::string name;
        std::string device;  ///< a pattern
    };
    std::vector<File> files;
    std::vector<Waiver> all;
};

/// The largest waiver file.
constexpr std::size_t kWaiverBytesMax = 1U << 20;

/// Adds `text`, the content of `file`, which may name `tests`, to `waivers`. Throws WaiverError.
void read_waivers(const std::string& file, const std::string& text,
                  const std::vector<RuleTest>& tests, Waivers& waivers);

/// Throws WaiverError if a file is of another device than `device`.
void check_waived_device(const Waivers& waivers, const std::string& device);

/// JSON schema (draft 7) of a waiver file.
nlohmann::ordered_json waivers_schema();

/// The waiver of `test`, or null.
const Waiver* find_waiver(const Waivers& waivers, const std::string& test);

}  // namespace pvscsim::conformance
