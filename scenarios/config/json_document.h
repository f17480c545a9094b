// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace pvscsim::scenarios {

/// Arrays and objects may be nested that deep.
inline constexpr std::size_t kJsonDepthMax = 64;
/// No scenario is larger.
inline constexpr std::size_t kJsonBytesMax = 16U << 20U;

/// The whole of a file, or of standard input for "-". Throws ConfigError for what is absent, is a
/// directory, cannot be read or is larger than kJsonBytesMax.
std::string read_text_file(const std::string& file);

/// Parses strictly: no comment, no duplicate key, no deep nesting. A number that is no integer of
/// 64 bits is kept as it was written (see decimal_text), so that nothing is rounded.
/// Throws ConfigError; syntax errors name line and column of `file`.
nlohmann::ordered_json parse_json(std::string_view text, const std::string& file);

/// The text of a number as it was written; empty if `value` is not a number. Of a document that
/// the program built itself it is the number's shortest text.
std::string decimal_text(const nlohmann::ordered_json& value);

/// `value` for a message: one line, cut when long.
std::string shown(const nlohmann::ordered_json& value);

/// A key as a part of a JSON pointer, in printable characters.
std::string pointer_part(std::string_view key);

}  // namespace pvscsim::scenarios
