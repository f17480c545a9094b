// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/script.h"

#include <gtest/gtest.h>

#include <limits>
#include <vector>

namespace pvscsim::scenarios {
namespace {

constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();

std::vector<ScriptStep> steps_after(const std::vector<std::uint64_t>& counts) {
    std::vector<ScriptStep> steps(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
        steps[i].after_completed = counts[i];
        steps[i].target = static_cast<std::uint32_t>(i);
    }
    return steps;
}

TEST(Script, SaysFromWhichCountOnAStepWaits) {
    const std::vector<ScriptStep> steps = steps_after({0, 7, 3, 3});
    std::vector<std::uint32_t> done;
    Agenda agenda;
    Script script(
        agenda, steps, [&](const ScriptStep& step, SimTime) { done.push_back(step.target); },
        [] {});
    script.begin(SimTime{100}, SimTime::never());
    EXPECT_EQ(script.completed(0, SimTime{100}), 3U);
    EXPECT_EQ(script.completed(3, SimTime{103}), 7U);
    EXPECT_TRUE(script.waiting());
    EXPECT_EQ(script.completed(8, SimTime{108}), kNever);
    EXPECT_FALSE(script.waiting());
    agenda.run_until(SimTime{200});
    EXPECT_TRUE(script.over());
    EXPECT_EQ(done, (std::vector<std::uint32_t>{0, 2, 3, 1}));
}

TEST(Script, WaitsForNoCountWithoutAStepThatDoes) {
    const std::vector<ScriptStep> none;
    Agenda agenda;
    Script script(
        agenda, none, [](const ScriptStep&, SimTime) {}, [] {});
    EXPECT_EQ(script.completed(0, SimTime{}), kNever);
}

}  // namespace
}  // namespace pvscsim::scenarios
