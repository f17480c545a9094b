// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/perfetto.h"
#include "reports/trace_tracks.h"
#include "tests/reports/sample_run.h"

namespace pvscsim::reports {
namespace {

TraceSlice slice(std::uint64_t begin_ps, std::uint64_t end_ps) {
    return {SimTime{begin_ps}, SimTime{end_ps}, "slice"};
}

TEST(TraceTracks, PutOverlappingSlicesOnLanesOfTheirOwn) {
    std::vector<TraceSlice> slices = {slice(5, 20), slice(0, 10), slice(10, 15), slice(12, 13)};
    EXPECT_EQ(spread_over_lanes(slices), 3U);
    EXPECT_EQ(slices[0].lane, 0U);  // 0..10
    EXPECT_EQ(slices[1].lane, 1U);  // 5..20
    EXPECT_EQ(slices[2].lane, 0U);  // 10..15, where the first has ended
    EXPECT_EQ(slices[3].lane, 2U);
}

TEST(TraceTracks, CutWhatReachesOverItsParentsEnd) {
    std::vector<TraceSlice> slices = {slice(5, 12), slice(0, 10), slice(10, 15)};
    make_nested(slices);
    EXPECT_EQ(slices[0].end.ps, 10U);
    EXPECT_EQ(slices[1].end.ps, 10U);
    EXPECT_EQ(slices[2].end.ps, 15U);
}

TEST(TraceTracks, ShareAVcpuBetweenACompletionAndTheSubmissionInIt) {
    // The first request's owner submits the second as soon as it has its completion.
    std::vector<LifeRecord> requests = {simple_life(SimTime{0}), simple_life(SimTime{78000})};
    const auto slices = vcpu_slices(requests, 0, SimTime{50000}, SimTime{9000});
    ASSERT_EQ(slices.size(), 4U);
    EXPECT_EQ(slices[0].name, "submit read");
    EXPECT_EQ(slices[0].end.ps, 50000U);
    EXPECT_EQ(slices[1].name, "complete read");
    EXPECT_EQ(slices[1].begin.ps, 69000U);
    EXPECT_EQ(slices[1].end.ps, 78000U);
    EXPECT_EQ(slices[2].name, "submit read");
    EXPECT_EQ(slices[2].begin.ps, 78000U);
}

TEST(Trace, HasExactTimes) {
    TraceWriter trace(SimTime{1}, SimTime{1});
    LifeRecord life = simple_life(SimTime{1234567891});
    trace.request(life);
    EXPECT_NE(trace.json().find("\"ts\":1234.567891,\"dur\":0.000001"), std::string::npos);
}

TEST(Trace, IsValidJsonWhateverItsNames) {
    TraceWriter trace({}, {});
    trace.instant(SimTime{5}, "a \"quoted\" \\ name\n");
    trace.counter("level", SimTime{7}, 3);
    const auto parsed = nlohmann::json::parse(trace.json());
    bool found = false;
    for (const auto& event : parsed["traceEvents"]) {
        found = found || event["name"] == "a \"quoted\" \\ name\n";
    }
    EXPECT_TRUE(found);
}

TEST(Trace, EndsTheFlowOfARequestThatAResetGaveBack) {
    TraceWriter trace(SimTime{10}, SimTime{10});
    LifeRecord life;
    life.staged = false;
    life.sequence = 77;
    life.stamp[0] = SimTime{1000};
    life.stamp[kStages] = SimTime{5000};
    trace.request(life);
    std::string phases;
    const auto parsed = nlohmann::json::parse(trace.json());
    for (const auto& event : parsed["traceEvents"]) {
        if (event.contains("id")) {
            EXPECT_EQ(event["id"], 77);
            phases += event["ph"].get<std::string>();
        }
    }
    EXPECT_EQ(phases, "sf");
}

}  // namespace
}  // namespace pvscsim::reports
