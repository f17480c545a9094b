// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>

namespace pvscsim::reports {

/// How the summary is set.
struct SummaryStyle {
    bool color = false;        ///< terminal colours
    std::size_t columns = 80;  ///< 40 or more; a wider terminal gets 80
};

/// A report on one screen: at most 24 lines of 80 columns, or a few more on a narrow terminal.
std::string summary_text(const nlohmann::ordered_json& report, const SummaryStyle& style);

}  // namespace pvscsim::reports
