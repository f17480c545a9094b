// SPDX-License-Identifier: Apache-2.0
#include "reports/report.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/reports/sample_run.h"

namespace pvscsim::reports {
namespace {

using nlohmann::ordered_json;

ordered_json report_of(const SampleRun& run) {
    return make_report(run.info, run.recorder, run.counters);
}

std::vector<std::string> keys_of(const ordered_json& object) {
    std::vector<std::string> keys;
    for (const auto& item : object.items()) {
        keys.push_back(item.key());
    }
    return keys;
}

TEST(Report, HasItsKeysInTheirOrder) {
    SampleRun run(100);
    run.info.host.emplace();
    const std::vector<std::string> expected = {
        "schema",       "tool",     "scenario",   "verdict",  "expectations", "failures",
        "simulated_ns", "requests", "throughput", "latency",  "stages",       "notifications",
        "cpu",          "rings",    "targets",    "recovery", "faults",       "hotplug",
        "integrity",    "iommu",    "events",     "host"};
    EXPECT_EQ(keys_of(report_of(run)), expected);
}

TEST(Report, LeavesOutTheHostWhereThereIsNone) {
    EXPECT_FALSE(report_of(SampleRun(10)).contains("host"));
}

TEST(Report, IsTheSameTextForTheSameRun) {
    EXPECT_EQ(report_text(report_of(SampleRun(500))), report_text(report_of(SampleRun(500))));
}

TEST(Report, ReadsBackFromItsText) {
    const ordered_json report = report_of(SampleRun(500));
    const std::string text = report_text(report);
    EXPECT_EQ(ordered_json::parse(text), report);
    EXPECT_NE(text.find("\"histogram\": [["), std::string::npos);
    EXPECT_EQ(text.substr(text.size() - 3), "\n}\n");
}

TEST(Report, HasStagesThatAddUpToTheLatency) {
    const ordered_json report = report_of(SampleRun(500));
    std::uint64_t sum = 0;
    for (const ordered_json& stage : report["stages"]) {
        sum += stage["total_ps"].get<std::uint64_t>();
    }
    EXPECT_EQ(sum, report["latency"]["total_ps"]);
    EXPECT_EQ(report["stages"].size(), kStages);
}

TEST(Report, HasAHistogramOfAllRequestsInAscendingOrder) {
    const ordered_json report = report_of(SampleRun(500));
    std::uint64_t count = 0;
    std::uint64_t last_ns = 0;
    for (const ordered_json& bucket : report["stages"]["backend_queue"]["histogram"]) {
        EXPECT_TRUE(count == 0 || bucket[0].get<std::uint64_t>() > last_ns);
        last_ns = bucket[0].get<std::uint64_t>();
        count += bucket[1].get<std::uint64_t>();
    }
    EXPECT_EQ(count, 500U);
}

TEST(Report, DerivesRatios) {
    SampleRun run(1000);
    run.counters.notifications.interrupts = 400;
    run.counters.notifications.doorbells_rw = 150;
    run.counters.notifications.doorbells_non_rw = 50;
    const ordered_json notifications = report_of(run)["notifications"];
    EXPECT_EQ(notifications["completions_per_interrupt_milli"], 2500);
    EXPECT_EQ(notifications["requests_per_doorbell_milli"], 5000);
}

TEST(Report, AddsUpCyclesAndWhatIsLeftOfThem) {
    SampleRun run(1000);
    run.info.simulated = SimTime::from_us(100000);
    run.counters.cpu.vcpus = {{400, 1, 2, 3, 4, 5, 6}};
    const ordered_json vcpu = report_of(run)["cpu"]["vcpus"][0];
    EXPECT_EQ(vcpu["busy_cycles"], 21);
    EXPECT_EQ(vcpu["idle_cycles"], 250000000 - 21);
}

TEST(Report, CountsWhatNeverEndedAsLostAndFails) {
    SampleRun run(100);
    run.recorder.submitted();
    const ordered_json report = report_of(run);
    EXPECT_EQ(report["requests"]["lost"], 1);
    EXPECT_EQ(report["verdict"], "fail");
    EXPECT_EQ(report["failures"][0]["text"], "requests.lost is 1, not 0");
}

TEST(Report, FailsOnCorruptionAndOnARunThatFailed) {
    SampleRun run(100);
    EXPECT_EQ(report_of(run)["verdict"], "pass");
    run.counters.integrity.corruptions = 1;
    EXPECT_EQ(report_of(run)["verdict"], "fail");
    run.counters.integrity.corruptions = 0;
    run.info.failures = {"simulated time ran out"};
    EXPECT_EQ(report_of(run)["verdict"], "fail");
}

/// Whether a run of 100 requests meets one expectation.
ordered_json judged(const ExpectedValue& expected) {
    SampleRun run(100);
    run.info.expected = {expected};
    const ordered_json report = report_of(run);
    EXPECT_EQ(report["verdict"] == "pass", report["expectations"][0]["held"]);
    return report["expectations"][0];
}

TEST(Expectations, HoldOnTheirBoundsAndNotBeyond) {
    EXPECT_EQ(judged({"requests.completed", "", "100", ""})["held"], true);
    EXPECT_EQ(judged({"requests.completed", "", "101", ""})["held"], false);
    EXPECT_EQ(judged({"requests.completed", "", "", "100"})["held"], true);
    EXPECT_EQ(judged({"requests.completed", "", "", "99"})["held"], false);
    EXPECT_EQ(judged({"requests.completed", "", "99", "99.5"})["held"], false);
    EXPECT_EQ(judged({"requests.completed", "", "99.5", "100.5"})["held"], true);
    EXPECT_EQ(judged({"requests.completed", "100", "", ""})["held"], true);
    EXPECT_EQ(judged({"requests.completed", "99", "", ""})["held"], false);
}

TEST(Expectations, CompareTextAndElementsOfLists) {
    EXPECT_EQ(judged({"scenario.name", "\"sample\"", "", ""})["held"], true);
    EXPECT_EQ(judged({"scenario.name", "\"other\"", "", ""})["held"], false);
    EXPECT_EQ(judged({"targets.1.target", "1", "", ""})["held"], true);
}

TEST(Expectations, FailWhereTheReportHasNoSuchValue) {
    for (const char* path : {"requests.nothing", "targets.9.target", "targets.x.target", "",
                             "requests.completed.deeper"}) {
        const ordered_json value = judged({path, "", "0", ""});
        EXPECT_EQ(value["held"], false) << path;
        EXPECT_TRUE(path[0] == '\0' || value["actual"].is_null()) << path;
    }
}

TEST(Expectations, SayWhatWasExpected) {
    EXPECT_EQ(judged({"requests.completed", "", "5", "200"})["expected"],
              "at least 5 and at most 200");
}

/// docs/report.md holds the reference word for word; PVSCSIM_UPDATE=1 writes it there.
TEST(ReportReference, IsTheOneInTheDocumentation) {
    const std::string path = std::string(PVSCSIM_SOURCE_DIR) + "/docs/report.md";
    std::ifstream file(path);
    ASSERT_TRUE(file) << path;
    std::stringstream content;
    content << file.rdbuf();
    std::string text = content.str();
    const std::string reference = report_reference();
    const std::size_t begin = text.find("| key | unit | meaning |");
    ASSERT_NE(begin, std::string::npos);
    if (std::getenv("PVSCSIM_UPDATE") != nullptr) {
        std::ofstream(path) << text.substr(0, begin) << reference;
        text.replace(begin, std::string::npos, reference);
    }
    EXPECT_EQ(text.substr(begin), reference);
}

}  // namespace
}  // namespace pvscsim::reports
