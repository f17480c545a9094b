// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pvscsim::scenarios {

/// Applies `JSON.PATH=VALUE` to a document: parts of the path are keys or indices, a part that is
/// not there is made (an index may be one past the end), and all of what follows "expect." is one
/// key. The value is JSON, or else a string. Returns the JSON pointer of what was set.
/// Throws ConfigError, naming the option.
std::string apply_override(nlohmann::ordered_json& document, const std::string& option);

}  // namespace pvscsim::scenarios
