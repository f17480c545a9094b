// SPDX-License-Identifier: Apache-2.0
#include "reports/run_recorder.h"

#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>

#include "tests/reports/sample_run.h"

namespace pvscsim::reports {
namespace {

TEST(RunRecorder, KeepsEachStageApart) {
    RunRecorder recorder({{0, 0}});
    for (std::uint64_t i = 0; i < 100; ++i) {
        recorder.ended(simple_life(SimTime::from_us(i)));
    }
    Uint128 sum = 0;
    for (std::size_t s = 0; s < kStages; ++s) {
        const Histogram& stage = recorder.stage(static_cast<Stage>(s));
        EXPECT_EQ(stage.count(), 100U);
        EXPECT_EQ(stage.mean(), (s + 1) * 1000);
        sum += stage.sum();
    }
    EXPECT_EQ(sum, recorder.latency().sum());
    EXPECT_EQ(recorder.latency().min(), 78000U);
}

TEST(RunRecorder, CountsByKindAndEnding) {
    RunRecorder recorder({{0, 0}});
    LifeRecord life = simple_life({});
    recorder.ended(life);
    life.kind = IoKind::Write;
    recorder.ended(life);
    life.ending = Ending::Failed;
    recorder.ended(life);
    EXPECT_EQ(recorder.ended_count(), 3U);
    EXPECT_EQ(recorder.count(IoKind::Write), 2U);
    EXPECT_EQ(recorder.count(Ending::Good), 2U);
    EXPECT_EQ(recorder.count(IoKind::Write, Ending::Failed), 1U);
    EXPECT_EQ(recorder.data_bytes(IoKind::Write), 4096U);  // the one that failed moved none
    EXPECT_EQ(recorder.read_latency().count(), 1U);
    EXPECT_EQ(recorder.write_latency().count(), 2U);
}

TEST(RunRecorder, KeepsLatenciesOfKindsApartHoweverTheyFollowEachOther) {
    constexpr std::array<IoKind, 4> kKinds{
        {IoKind::Read, IoKind::Write, IoKind::Flush, IoKind::Discard}};
    RunRecorder recorder({{0, 0}});
    for (std::uint64_t i = 0; i < 1000; ++i) {
        LifeRecord life = simple_life(SimTime::from_us(i));
        // Hundreds of one kind, then all of them in turn.
        life.kind = kKinds[i < 400 ? i / 200 : i % 4];
        life.stamp[kStages] += SimTime{static_cast<std::uint64_t>(life.kind)};
        recorder.ended(life);
    }
    EXPECT_EQ(recorder.read_latency().count(), 350U);
    EXPECT_EQ(recorder.read_latency().max(), 78000U);
    EXPECT_EQ(recorder.write_latency().count(), 350U);
    EXPECT_EQ(recorder.write_latency().min(), 78001U);
    EXPECT_EQ(recorder.write_latency().max(), 78001U);
    EXPECT_EQ(recorder.latency().count(), 1000U);
    EXPECT_EQ(recorder.latency().max(), 78003U);
}

TEST(RunRecorder, GivesEachUnitItsRequestsAndOthersToTheLast) {
    RunRecorder recorder({{3, 0}, {3, 1}, {7, 0}});
    LifeRecord life = simple_life({});
    for (const UnitId id :
         {UnitId{3, 1}, UnitId{7, 0}, UnitId{7, 1}, UnitId{5, 0}, UnitId{300, 0}}) {
        life.target = id.target;
        life.lun = id.lun;
        recorder.ended(life);
    }
    const auto& units = recorder.units();
    ASSERT_EQ(units.size(), 4U);
    EXPECT_EQ(units[0].requests, 0U);
    EXPECT_EQ(units[1].requests, 1U);
    EXPECT_EQ(units[1].id.lun, 1U);
    EXPECT_EQ(units[2].requests, 1U);
    EXPECT_EQ(units[2].service_sum_ps, 7000U);
    EXPECT_EQ(units[3].requests, 3U);
    EXPECT_EQ(units[3].id.target, 65535U);
}

TEST(RunRecorder, KeepsWhatAResetGaveBackOutOfTheStages) {
    RunRecorder recorder({{0, 0}});
    recorder.ended(simple_life({}));
    LifeRecord life;
    life.staged = false;
    life.ending = Ending::Reset;
    life.stamp[0] = SimTime::from_us(5);
    life.stamp[kStages] = SimTime::from_us(9);
    recorder.ended(life);
    EXPECT_EQ(recorder.ended_count(), 2U);
    EXPECT_EQ(recorder.staged_count(), 1U);
    EXPECT_EQ(recorder.latency().count(), 1U);
    EXPECT_EQ(recorder.unstaged_sum_ps(), Uint128{4000000});
    EXPECT_EQ(recorder.active(), SimTime::from_us(9));
}

TEST(RunRecorder, CountsItsSeriesFromTheBeginning) {
    RunRecorder recorder({{0, 0}});
    recorder.begin_at(SimTime::from_us(500));
    recorder.outstanding(SimTime::from_us(500), 3);
    recorder.ended(simple_life(SimTime::from_us(500)));
    EXPECT_EQ(recorder.series().spans()[0].count, 1U);
    EXPECT_EQ(recorder.series().span_width(), SimTime{1U << kSeriesFirstSpanLog2});
    EXPECT_EQ(recorder.outstanding_series().mean_milli(SimTime::from_us(9)), 3000U);
}

TEST(RunRecorder, CountsStampsThatRunBackwardsApart) {
    RunRecorder recorder({{0, 0}});
    LifeRecord life = simple_life(SimTime::from_us(1));
    recorder.ended(life);
    EXPECT_EQ(recorder.disordered_count(), 0U);
    life.stamp[6] = SimTime{life.stamp[7].ps + 1};
    recorder.ended(life);
    EXPECT_EQ(recorder.disordered_count(), 1U);
    EXPECT_EQ(recorder.ended_count(), 2U);
    EXPECT_EQ(recorder.staged_count(), 1U);
    EXPECT_EQ(recorder.latency().count(), 1U);
}

TEST(RunRecorderDeathTest, RefusesAnEndBeforeTheSubmission) {
    RunRecorder recorder({{0, 0}});
    LifeRecord life;
    life.staged = false;
    life.stamp[0] = SimTime{1};
    EXPECT_DEATH(recorder.ended(life), "check failed");
}

}  // namespace
}  // namespace pvscsim::reports
