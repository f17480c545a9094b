// SPDX-License-Identifier: Apache-2.0
#include "reports/html_page.h"

#include <gtest/gtest.h>

#include <string>

#include "reports/report.h"
#include "tests/reports/sample_run.h"

namespace pvscsim::reports {
namespace {

std::size_t count_of(const std::string& text, const std::string& part) {
    std::size_t count = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++count;
    }
    return count;
}

TEST(HtmlPage, NeedsNothingBesideItself) {
    SampleRun run(10);
    const std::string page = html_page(make_report(run.info, run.recorder, run.counters));
    EXPECT_EQ(count_of(page, "<script src"), 0U);
    EXPECT_EQ(count_of(page, "<link rel=\"stylesheet\""), 0U);
    EXPECT_EQ(count_of(page, "@import"), 0U);
    EXPECT_NE(page.find("default-src 'none'"), std::string::npos);
}

TEST(HtmlPage, KeepsWhatTheScenarioSaysOutOfItsMarkup) {
    SampleRun run(10);
    run.info.scenario = "</title><b>&";
    run.info.purpose = "</script><script>alert(1)</script>";
    const std::string page = html_page(make_report(run.info, run.recorder, run.counters));
    EXPECT_EQ(count_of(page, "</script>"), 3U);  // the page's own
    EXPECT_EQ(count_of(page, "<b>"), 0U);
    EXPECT_NE(page.find("&lt;/title>&lt;b>&amp;"), std::string::npos);
}

}  // namespace
}  // namespace pvscsim::reports
