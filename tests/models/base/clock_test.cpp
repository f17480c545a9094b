// SPDX-License-Identifier: Apache-2.0
#include "models/base/clock.h"

#include <gtest/gtest.h>

#include <cstdint>

#include "models/base/random.h"

namespace pvscsim {
namespace {

TEST(Clock, FindsTheNextEdgeAndStaysOnOne) {
    const Clock clock(400);
    EXPECT_EQ(clock.edge(SimTime{0}), SimTime{0});
    EXPECT_EQ(clock.edge(SimTime{1}), SimTime{400});
    EXPECT_EQ(clock.edge(SimTime{400}), SimTime{400});
    EXPECT_EQ(clock.edge(SimTime{401}), SimTime{800});
}

TEST(Clock, CountsABegunCycleWhole) {
    const Clock clock(400);
    EXPECT_EQ(clock.cycles(SimTime{0}), 0U);
    EXPECT_EQ(clock.cycles(SimTime{1}), 1U);
    EXPECT_EQ(clock.cycles(SimTime{400}), 1U);
    EXPECT_EQ(clock.cycles(SimTime{401}), 2U);
    EXPECT_EQ(clock.after(3), SimTime{1200});
}

TEST(Clock, FindsEdgesAsDivisionDoesForAnyPeriodAndTime) {
    RandomStream stream(1, "clock");
    for (int i = 0; i < 200000; ++i) {
        const std::uint64_t period = 1 + stream.below(std::uint64_t{1} << stream.below(40));
        const std::uint64_t time = stream.next() >> (1 + stream.below(62));
        const std::uint64_t expected = (time + period - 1) / period;
        ASSERT_EQ(Clock(period).edge(SimTime{time}).ps, expected * period) << period;
        ASSERT_EQ(Clock(period).cycles(SimTime{time}), expected) << period;
        const std::uint64_t on_edge = time / period * period;
        ASSERT_EQ(Clock(period).edge(SimTime{on_edge}).ps, on_edge) << period;
    }
}

}  // namespace
}  // namespace pvscsim
