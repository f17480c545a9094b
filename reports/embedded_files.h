// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace pvscsim::reports {

/// Files that the build put into the library: the parts of the HTML page, and Chart.js.
std::string_view embedded_page_html();
std::string_view embedded_page_css();
std::string_view embedded_page_js();
std::string_view embedded_chart_js();

}  // namespace pvscsim::reports
