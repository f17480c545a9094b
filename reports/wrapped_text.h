// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

namespace pvscsim::reports {

/// `text` cut with three points if it has more than `columns` (4 or more) bytes. Never cuts a UTF-8
/// sequence in two.
std::string shortened(const std::string& text, std::size_t columns);

/// `text` in lines of at most `columns` bytes, broken at spaces, those after the first indented by
/// `indent`. A word that is longer than a line is cut.
std::string wrapped(const std::string& text, std::size_t columns, std::size_t indent);

}  // namespace pvscsim::reports
