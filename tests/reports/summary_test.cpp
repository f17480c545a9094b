// SPDX-License-Identifier: Apache-2.0
#include "reports/summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "reports/number_text.h"
#include "reports/report.h"
#include "reports/wrapped_text.h"
#include "tests/reports/sample_run.h"

namespace pvscsim::reports {
namespace {

std::string summary_of(const SampleRun& run, bool color = false) {
    return summary_text(make_report(run.info, run.recorder, run.counters), {color, 80});
}

/// Characters, not bytes.
std::size_t columns(const std::string& line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

void expect_one_screen(const std::string& text) {
    std::istringstream lines(text);
    std::size_t count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        EXPECT_LE(columns(line), 80U) << line;
    }
    EXPECT_LE(count, 24U);
}

TEST(Summary, FitsOneScreen) {
    expect_one_screen(summary_of(SampleRun(5000)));
}

TEST(Summary, FitsOneScreenWithTheLongestNamesAndNumbers) {
    SampleRun run(1000);
    run.info.scenario = std::string(200, 'n');
    run.info.purpose = std::string(79, 'p') + "\xc3\xa4\xc3\xa4\xc3\xa4";
    run.info.expected = {{"latency.mean_ns", "", std::string(18, '9'), ""}};
    run.info.failures = {std::string(300, 'f')};
    run.counters.notifications.interrupts = 1000000000000;
    run.counters.notifications.doorbells_rw = 1000000000000;
    for (int i = 0; i < 10; ++i) {
        LifeRecord slow = simple_life({});
        slow.stamp[kStages] = SimTime::from_us(100000000);
        run.recorder.submitted();
        run.recorder.ended(slow);
    }
    expect_one_screen(summary_of(run));
}

TEST(Summary, FitsANarrowTerminal) {
    SampleRun run(1000);
    run.info.purpose =
        "What somebody wanted to know of the adapter, in words that need a line more.";
    run.info.failures = {std::string(300, 'f')};
    std::istringstream lines(
        summary_text(make_report(run.info, run.recorder, run.counters), {false, 40}));
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(columns(line), 40U) << line;
    }
}

TEST(Summary, SaysHowManyOtherThingsFailed) {
    SampleRun run(10);
    run.info.failures = {"first", "second", "third"};
    EXPECT_NE(summary_of(run).find("first; 2 more\n"), std::string::npos);
}

TEST(WrappedText, BreaksAtSpacesAndIndents) {
    EXPECT_EQ(wrapped("one two three", 7, 2), "one two\n  three");
    EXPECT_EQ(wrapped("one two three", 8, 0), "one two\nthree");
    EXPECT_EQ(wrapped("one", 8, 3), "one");
    EXPECT_EQ(wrapped("", 8, 3), "");
    EXPECT_EQ(wrapped("a longestword b", 6, 1), "a\n lon...\n b");
}

TEST(Summary, SaysWhatCounts) {
    const std::string text = summary_of(SampleRun(5000));
    for (const char* part : {"PASS  sample", "5,000 completed", "IOPS", "MB/s", "mean", "p50",
                             "p99 ", "p99.9", "service", "interrupt hold", "####",
                             "4,375 doorbells", "3,750 interrupts", "1.33 completions an interrupt",
                             "1.14 requests a doorbell", "6,150 cycles a request", "2 of 2 held"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(Summary, NamesTheFirstThingThatFailed) {
    SampleRun run(10);
    run.info.expected = {{"requests.completed", "11", "", ""}};
    const std::string text = summary_of(run, true);
    EXPECT_NE(text.find("FAIL"), std::string::npos);
    EXPECT_NE(text.find("requests.completed is 10, expected equal to 11"), std::string::npos);
    EXPECT_NE(text.find("\x1b["), std::string::npos);
}

TEST(Summary, OfARunWithoutRequestsIsAllZero) {
    SampleRun run(0);
    const std::string text = summary_of(run);
    EXPECT_NE(text.find("0 completed"), std::string::npos);
    EXPECT_EQ(text.find('#'), std::string::npos);
}

TEST(NumberText, ChoosesUnitAndDigits) {
    EXPECT_EQ(time_text(0), "0 ns");
    EXPECT_EQ(time_text(999), "999 ns");
    EXPECT_EQ(time_text(1000), "1.00 us");
    EXPECT_EQ(time_text(12345), "12.3 us");
    EXPECT_EQ(time_text(9994), "9.99 us");
    EXPECT_EQ(time_text(9995), "10.0 us");
    EXPECT_EQ(time_text(99949), "99.9 us");
    EXPECT_EQ(time_text(99950), "100 us");
    EXPECT_EQ(time_text(999499), "999 us");
    EXPECT_EQ(time_text(999500), "1.00 ms");
    EXPECT_EQ(time_text(1000000), "1.00 ms");
    EXPECT_EQ(time_text(61200000000), "61.2 s");
    EXPECT_EQ(grouped(0), "0");
    EXPECT_EQ(grouped(999), "999");
    EXPECT_EQ(grouped(1000), "1,000");
    EXPECT_EQ(grouped(1234567), "1,234,567");
    EXPECT_EQ(milli_text(1050, 2), "1.05");
    EXPECT_EQ(milli_text(1049, 1), "1.0");
    EXPECT_EQ(milli_text(1999, 0), "2");
    EXPECT_EQ(milli_text(1999, 3), "1.999");
    EXPECT_EQ(rate_text(2004747863), "2,004.7 MB/s");
}

}  // namespace
}  // namespace pvscsim::reports
