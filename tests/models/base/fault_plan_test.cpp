// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_plan.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace pvscsim {
namespace {

FaultConfig nth_interrupt(std::uint64_t nth, std::uint64_t times) {
    FaultConfig fault;
    fault.nth = nth;
    fault.times = times;
    return fault;
}

FaultConfig by_chance(std::uint64_t numerator, std::uint64_t denominator, std::uint64_t times) {
    FaultConfig fault;
    fault.point = FaultPoint::BackendRead;
    fault.effect = FaultEffect::MediumError;
    fault.chance_numerator = numerator;
    fault.chance_denominator = denominator;
    fault.times = times;
    return fault;
}

/// One letter a pass: x where a fault strikes.
std::string passes(FaultPlan& plan, FaultPoint point, int count) {
    std::string struck;
    for (int i = 0; i < count; ++i) struck += plan.strike(point, SimTime{}) != nullptr ? 'x' : '.';
    return struck;
}

TEST(FaultPlan, StrikesFromTheNthPassOnAsOftenAsItMay) {
    const struct {
        std::uint64_t nth, times;
        const char* expected;
    } cases[] = {{1, 1, "x....."}, {3, 1, "..x..."}, {3, 2, "..xx.."}, {4, 0, "...xxx"}};
    for (const auto& each : cases) {
        FaultPlan plan({nth_interrupt(each.nth, each.times)}, 1);
        EXPECT_EQ(passes(plan, FaultPoint::Interrupt, 6), each.expected);
    }
}

TEST(FaultPlan, CountsThePassesOfItsOwnPointOnly) {
    FaultPlan plan({nth_interrupt(2, 1)}, 1);
    EXPECT_EQ(passes(plan, FaultPoint::BackendRead, 5), ".....");
    EXPECT_EQ(passes(plan, FaultPoint::BackendWrite, 5), ".....");
    EXPECT_EQ(passes(plan, FaultPoint::Interrupt, 3), ".x.");
    EXPECT_EQ(plan.strikes(), 1U);
}

TEST(FaultPlan, HandsOutTheFaultThatStrikes) {
    FaultConfig stall = nth_interrupt(1, 1);
    stall.point = FaultPoint::BackendWrite;
    stall.effect = FaultEffect::Stall;
    stall.stall_ns = 77;
    FaultPlan plan({nth_interrupt(1, 1), stall}, 1);
    const FaultConfig* struck = plan.strike(FaultPoint::BackendWrite, SimTime{});
    ASSERT_NE(struck, nullptr);
    EXPECT_EQ(struck->effect, FaultEffect::Stall);
    EXPECT_EQ(struck->stall_ns, 77U);
}

TEST(FaultPlan, WithoutFaultsNeverStrikes) {
    FaultPlan plan({}, 1);
    EXPECT_EQ(passes(plan, FaultPoint::Interrupt, 10), "..........");
    EXPECT_EQ(plan.strikes(), 0U);
}

TEST(FaultPlan, TakesChancesAtTheirExactEnds) {
    FaultPlan always({by_chance(1, 1, 0)}, 1);
    EXPECT_EQ(passes(always, FaultPoint::BackendRead, 5), "xxxxx");
    FaultPlan never({by_chance(0, 1, 0)}, 1);
    EXPECT_EQ(passes(never, FaultPoint::BackendRead, 5), ".....");
    FaultPlan bounded({by_chance(1, 1, 2)}, 1);
    EXPECT_EQ(passes(bounded, FaultPoint::BackendRead, 5), "xx...");
}

TEST(FaultPlan, StrikesAsOftenAsItsChanceSays) {
    FaultPlan plan({by_chance(1, 10, 0)}, 1);
    passes(plan, FaultPoint::BackendRead, 100000);
    EXPECT_NEAR(static_cast<double>(plan.strikes()), 10000, 400);  // four sigma
}

TEST(FaultPlan, StrikesOnlyWithinTargetBlocksAndWindow) {
    FaultConfig narrow = by_chance(1, 1, 0);
    narrow.target = 3;
    narrow.lba = 100;
    narrow.lba_blocks = 10;
    narrow.from_us = 5;
    narrow.until_us = 7;
    FaultPlan plan({narrow}, 1);
    const auto struck = [&](std::uint64_t us, FaultPlace place) {
        return plan.strike(FaultPoint::BackendRead, SimTime::from_us(us), place) != nullptr;
    };
    EXPECT_FALSE(struck(6, {3, 105, 1})) << "the workload has not begun";
    plan.begin(SimTime::from_us(1000));
    EXPECT_TRUE(struck(1005, {3, 105, 1}));
    EXPECT_TRUE(struck(1006, {3, 96, 5}));
    EXPECT_TRUE(struck(1006, {3, 109, 8}));
    EXPECT_FALSE(struck(1006, {2, 105, 1}));
    EXPECT_FALSE(struck(1006, {3, 96, 4}));
    EXPECT_FALSE(struck(1006, {3, 110, 1}));
    EXPECT_FALSE(struck(1004, {3, 105, 1}));
    EXPECT_FALSE(struck(1007, {3, 105, 1}));
}

TEST(FaultPlan, StrikesTheFirstPassFromATimeOn) {
    FaultConfig timed = nth_interrupt(0, 1);
    timed.at_us = 5;
    FaultPlan plan({timed}, 1);
    plan.begin(SimTime::from_us(10));
    for (const auto& [us, expected] : {std::pair{14U, false}, {15U, true}, {16U, false}}) {
        EXPECT_EQ(plan.strike(FaultPoint::Interrupt, SimTime::from_us(us)) != nullptr, expected);
    }
}

TEST(FaultPlan, StrikesAtAMomentByTimeOrByTheRequestThatArrives) {
    FaultConfig by_time;
    by_time.point = FaultPoint::Device;
    by_time.effect = FaultEffect::Halt;
    by_time.at_us = 5;
    FaultConfig by_stage = by_time;
    by_stage.at_us = FaultConfig::kUnset;
    by_stage.stage = static_cast<std::uint64_t>(FaultStage::Ended);
    by_stage.nth = 2;
    FaultPlan plan({by_time, by_stage}, 1);
    std::vector<SimTime> moments;
    plan.on_moment([&](const FaultConfig&, SimTime at) { moments.push_back(at); });
    EXPECT_EQ(plan.next_moment(), SimTime::never());
    plan.begin(SimTime{});
    plan.reach(FaultStage::Ended, SimTime{1});
    plan.reach(FaultStage::Posted, SimTime{2});
    plan.reach(FaultStage::Ended, SimTime{3});
    EXPECT_EQ(plan.next_moment(), SimTime::from_us(5));
    plan.strike_moments(SimTime::from_us(5));
    EXPECT_EQ(plan.next_moment(), SimTime::never());
    EXPECT_EQ(moments, (std::vector<SimTime>{SimTime{3}, SimTime::from_us(5)}));
    EXPECT_EQ(plan.strikes_of(0) + plan.strikes_of(1), 2U);
}

TEST(FaultPoints, AreOneTableInWhichEachRowIsWhole) {
    std::set<std::string> names;
    std::set<FaultPoint> points;
    for (const FaultSpec& spec : fault_specs()) {
        EXPECT_EQ(find_fault(spec.point, spec.effect), &spec);
        names.insert(fault_name(spec.point, spec.effect));
        points.insert(spec.point);
        EXPECT_FALSE(std::string(spec.happens).empty() || std::string(spec.recovery).empty());
    }
    EXPECT_EQ(names.size(), fault_specs().size());
    EXPECT_GE(names.size(), 40U);
    EXPECT_EQ(points.size(), kFaultPointCount);
    EXPECT_EQ(find_fault(FaultPoint::Interrupt, FaultEffect::Busy), nullptr);
}

TEST(FaultPlan, TellsOfEachStrikeWithItsTime) {
    FaultPlan plan({nth_interrupt(2, 1)}, 1);
    std::vector<SimTime> told;
    plan.tell([&told](const FaultConfig&, SimTime at) { told.push_back(at); });
    for (const std::uint64_t at : {5U, 6U, 7U}) plan.strike(FaultPoint::Interrupt, SimTime{at});
    EXPECT_EQ(told, (std::vector<SimTime>{SimTime{6}}));
}

TEST(FaultPlan, DrawsBySeedAndNotByItsNeighbours) {
    const auto drawn = [](std::uint64_t seed, std::vector<FaultConfig> faults) {
        FaultPlan plan(faults, seed);
        return passes(plan, FaultPoint::BackendRead, 200);
    };
    const FaultConfig third = by_chance(1, 3, 0);
    EXPECT_EQ(drawn(1, {third}), drawn(1, {third}));
    EXPECT_NE(drawn(1, {third}), drawn(2, {third}));
    EXPECT_EQ(drawn(1, {third}), drawn(1, {third, nth_interrupt(1, 1)}));
    EXPECT_EQ(drawn(1, {third}), drawn(1, {third, by_chance(0, 1, 0)}));
}

}  // namespace
}  // namespace pvscsim
