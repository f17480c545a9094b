// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace pvscsim::scenarios {

/// Something the user gave is wrong: a scenario, a trace, an option. Thrown before simulated time
/// starts; ends the program with exit code 2.
struct ConfigError : std::runtime_error {
    /// `where` follows the file's name without a space: "#/device/ring_pages" in JSON, ":12" for a
    /// line, empty for the file as a whole. `message` says rule and value: "expected an integer in
    /// [1, 1024], got 0".
    ConfigError(std::string error_file, std::string error_where, std::string error_message)
        : std::runtime_error(error_file + error_where + ": " + error_message),
          file(std::move(error_file)),
          where(std::move(error_where)),
          message(std::move(error_message)) {}

    std::string file;
    std::string where;
    std::string message;
};

}  // namespace pvscsim::scenarios
