// SPDX-License-Identifier: Apache-2.0
#include "reports/html_page.h"

#include <cstddef>
#include <map>
#include <string_view>

#include "reports/embedded_files.h"

namespace pvscsim::reports {

namespace {

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += by.size()) {
        text.replace(at, what.size(), by);
    }
}

std::string as_markup(std::string text) {
    replace_all(text, "&", "&amp;");
    replace_all(text, "<", "&lt;");
    return text;
}

/// JSON within a script element: no tag can begin in it.
std::string as_script_data(std::string text) {
    replace_all(text, "<", "\\u003c");
    return text;
}

/// A script within a script element: it cannot end early.
std::string as_script(std::string text) {
    replace_all(text, "</script", "<\\/script");
    return text;
}

}  // namespace

std::string html_page(const nlohmann::ordered_json& report) {
    const std::map<std::string, std::string, std::less<>> parts = {
        {"TITLE", as_markup(report.at("scenario").at("name").get<std::string>() + " - pvscsim")},
        {"STYLE", std::string(embedded_page_css())},
        {"REPORT", as_script_data(report.dump())},
        {"CHARTS", as_script(std::string(embedded_chart_js()))},
        {"SCRIPT", as_script(std::string(embedded_page_js()))},
    };
    const std::string_view page = embedded_page_html();
    std::string text;
    std::size_t from = 0;
    for (std::size_t open = 0; (open = page.find('@', from)) != std::string_view::npos;) {
        const std::size_t close = page.find('@', open + 1);
        text += page.substr(from, open - from);
        text += parts.at(std::string(page.substr(open + 1, close - open - 1)));
        from = close + 1;
    }
    return text += page.substr(from);
}

}  // namespace pvscsim::reports
