// SPDX-License-Identifier: Apache-2.0
#include "models/base/fault_plan.h"

#include <gtest/gtest.h>

#include <string>
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
