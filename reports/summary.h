// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pvscsim::reports {

/// A report on one screen of 80 columns and at most 24 lines; `color` adds terminal colours.
std::string summary_text(const nlohmann::ordered_json& report, bool color);

}  // namespace pvscsim::reports
