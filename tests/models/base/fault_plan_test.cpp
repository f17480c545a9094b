// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_plan.h"

#include <gtest/gtest.h>

#include <vector>

namespace pvscsim {
namespace {

FaultConfig lost_interrupt() {
    FaultConfig fault;
    fault.point = FaultPoint::Interrupt;
    fault.effect = FaultEffect::Lose;
    return fault;
}

/// Which of `passes` passes of `point`, counted from 1, a fault strikes.
std::vector<int> strikes(FaultPlan& plan, FaultPoint point, int passes) {
    std::vector<int> struck;
    for (int pass = 1; pass <= passes; ++pass) {
        if (plan.strike(point, SimTime{}) != nullptr) struck.push_back(pass);
    }
    return struck;
}

TEST(FaultPlan, StrikesFromTheNthPassOnAsOftenAsItMay) {
    FaultConfig fault = lost_interrupt();
    fault.nth = 3;
    fault.times = 2;
    FaultPlan plan({fault}, 1);
    EXPECT_EQ(strikes(plan, FaultPoint::Interrupt, 9), (std::vector<int>{3, 4}));
    EXPECT_EQ(plan.strikes(), 2U);
}

TEST(FaultPlan, LeavesOtherPointsAlone) {
    FaultConfig fault = lost_interrupt();
    fault.nth = 1;
    FaultPlan plan({fault}, 1);
    EXPECT_TRUE(strikes(plan, FaultPoint::BackendRead, 5).empty());
    EXPECT_EQ(strikes(plan, FaultPoint::Interrupt, 5), (std::vector<int>{1}));
}

TEST(FaultPlan, StrikesWithItsChanceWithoutBound) {
    FaultConfig fault = lost_interrupt();
    fault.chance_numerator = 1;
    fault.chance_denominator = 4;
    fault.times = 0;
    FaultPlan plan({fault}, 1);
    const std::size_t struck = strikes(plan, FaultPoint::Interrupt, 10000).size();
    EXPECT_GT(struck, 2300U);
    EXPECT_LT(struck, 2700U);
}

TEST(FaultPlan, TellsOfEachStrikeWithItsTime) {
    FaultConfig fault = lost_interrupt();
    fault.nth = 2;
    FaultPlan plan({fault}, 1);
    std::vector<SimTime> told;
    plan.tell([&told](const FaultConfig&, SimTime at) { told.push_back(at); });
    for (const std::uint64_t at : {5, 6, 7}) plan.strike(FaultPoint::Interrupt, SimTime{at});
    EXPECT_EQ(told, (std::vector<SimTime>{SimTime{6}}));
}

}  // namespace
}  // namespace pvscsim
