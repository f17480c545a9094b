// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/progress_line.h"

#include <gtest/gtest.h>

namespace pvscsim::scenarios {
namespace {

TEST(ProgressText, TellsShareTimeRateAndRest) {
    EXPECT_EQ(progress_text("x", {250'000, 1'000'000, 1'234'567'890}, 2000),
              "x 25 %, 1.234 s simulated, 125,000 requests/s, 6 s left");
}

TEST(ProgressText, LeavesOutWhatIsNotKnownYet) {
    EXPECT_EQ(progress_text("x", {0, 100, 0}, 0), "x 0 %, 0.000 s simulated");
    EXPECT_EQ(progress_text("x", {10, 0, 5'000'000}, 1000), "x, 0.005 s simulated, 10 requests/s");
}

TEST(ProgressText, NeverPassesOneHundredPercent) {
    EXPECT_EQ(progress_text("x", {120, 100, 0}, 0), "x 100 %, 0.000 s simulated");
}

}  // namespace
}  // namespace pvscsim::scenarios
