// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace pvscsim::reports {

/// A report as one HTML file with its charts; it needs nothing beside itself, no network either.
std::string html_page(const nlohmann::ordered_json& report);

}  // namespace pvscsim::reports
