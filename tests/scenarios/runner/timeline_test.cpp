// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/timeline.h"

#include <gtest/gtest.h>

namespace pvscsim::scenarios {
namespace {

std::string text(const std::vector<reports::TimelineEvent>& events) {
    std::string all;
    for (const auto& event : events) all += std::to_string(event.time.ps) + event.text + " ";
    return all;
}

TEST(Timeline, OrdersByTimeAndThenByText) {
    Timeline timeline;
    timeline.add(SimTime{7}, "b");
    timeline.add(SimTime{5}, "c");
    timeline.add(SimTime{7}, "a");
    EXPECT_EQ(text(timeline.since(SimTime{})), "5c 7a 7b ");
}

TEST(Timeline, CountsFromTheBeginningAndForgetsWhatWasBefore) {
    Timeline timeline;
    timeline.add(SimTime{5}, "before");
    timeline.add(SimTime{7}, "after");
    EXPECT_EQ(text(timeline.since(SimTime{6})), "1after ");
}

TEST(Timeline, KeepsTheEarliestInWhateverOrderTheyCome) {
    constexpr std::uint64_t kEvents = 5 * Timeline::kKept + 3;
    Timeline forward;
    Timeline backward;
    for (std::uint64_t i = 0; i < kEvents; ++i) {
        forward.add(SimTime{i}, "x");
        backward.add(SimTime{kEvents - 1 - i}, "x");
    }
    const auto events = forward.since(SimTime{});
    ASSERT_EQ(events.size(), Timeline::kKept + 1);
    EXPECT_EQ(events[Timeline::kKept - 1].time, SimTime{Timeline::kKept - 1});
    EXPECT_EQ(events.back().text, "4003 later events are left out");
    EXPECT_EQ(text(events), text(backward.since(SimTime{})));
}

}  // namespace
}  // namespace pvscsim::scenarios
