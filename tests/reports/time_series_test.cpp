// SPDX-License-Identifier: Apache-2.0
#include "reports/time_series.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace pvscsim::reports {
namespace {

constexpr std::uint64_t kFirstSpan = std::uint64_t{1} << kSeriesFirstSpanLog2;

TEST(RequestSeries, PutsARequestIntoTheSpanOfItsEnd) {
    RequestSeries series;
    series.reach(SimTime{kFirstSpan + 5});
    series.span_of(SimTime{kFirstSpan - 1})->add(512, SimTime{10});
    series.span_of(SimTime{kFirstSpan})->add(1024, SimTime{30});
    series.span_of(SimTime{kFirstSpan + 5})->add(1024, SimTime{20});
    EXPECT_EQ(series.span_of(SimTime{kFirstSpan * kSeriesSpans}), nullptr);
    EXPECT_EQ(series.spans()[0].count, 1U);
    EXPECT_EQ(series.spans()[1].count, 2U);
    EXPECT_EQ(series.spans()[1].data_bytes, 2048U);
    EXPECT_EQ(series.spans()[1].latency_sum_ps, 50U);
    EXPECT_EQ(series.spans()[1].latency_max_ps, 30U);
}

TEST(RequestSeries, LosesNothingWhenItsSpansDouble) {
    RequestSeries late;
    RequestSeries early;
    early.reach(SimTime{kFirstSpan * 5000});  // wide spans from the start
    early.span_of(SimTime{kFirstSpan * 5000})->add(0, SimTime{1});
    std::uint64_t time_ps = 0;
    for (std::uint64_t i = 0; i < 1000; ++i) {
        time_ps += kFirstSpan * (i % 7) / 2;
        late.reach(SimTime{time_ps});
        late.span_of(SimTime{time_ps})->add(i, SimTime{i * 3});
        early.span_of(SimTime{time_ps})->add(i, SimTime{i * 3});
    }
    late.reach(SimTime{kFirstSpan * 5000});
    late.span_of(SimTime{kFirstSpan * 5000})->add(0, SimTime{1});
    ASSERT_EQ(late.span_width(), early.span_width());
    EXPECT_EQ(late.span_width().ps, kFirstSpan * 32);
    for (std::size_t i = 0; i < kSeriesSpans; ++i) {
        EXPECT_EQ(late.spans()[i].count, early.spans()[i].count);
        EXPECT_EQ(late.spans()[i].data_bytes, early.spans()[i].data_bytes);
        EXPECT_EQ(late.spans()[i].latency_sum_ps, early.spans()[i].latency_sum_ps);
        EXPECT_EQ(late.spans()[i].latency_max_ps, early.spans()[i].latency_max_ps);
    }
}

TEST(LevelSeries, WeighsALevelByTheTimeThatItLasts) {
    LevelSeries series;
    series.set(SimTime{kFirstSpan / 4}, 8);
    series.set(SimTime{kFirstSpan / 2}, 2);
    series.set(SimTime{kFirstSpan * 2}, 0);
    const auto spans = series.spans(SimTime{kFirstSpan * 3});
    ASSERT_EQ(spans.size(), 3U);
    EXPECT_EQ(spans[0].mean_milli, 3000U);  // a quarter of 8, half of 2
    EXPECT_EQ(spans[1].mean_milli, 2000U);
    EXPECT_EQ(spans[2].mean_milli, 0U);
    EXPECT_EQ(spans[0].max, 8U);
    EXPECT_EQ(spans[1].max, 2U);
    EXPECT_EQ(series.max(), 8U);
    EXPECT_EQ(series.mean_milli(SimTime{kFirstSpan * 3}), 1666U);
}

TEST(LevelSeries, CutsTheLastSpanAtTheEndOfTheRun) {
    LevelSeries series;
    series.set(SimTime{0}, 4);
    const auto spans = series.spans(SimTime{kFirstSpan + kFirstSpan / 2});
    ASSERT_EQ(spans.size(), 2U);
    EXPECT_EQ(spans[1].mean_milli, 4000U);
    EXPECT_EQ(series.mean_milli(SimTime{kFirstSpan + kFirstSpan / 2}), 4000U);
}

TEST(LevelSeries, HasTheSameMeanInWhateverOrderChangesAreTold) {
    // A vCPU that runs ahead tells its later change first.
    LevelSeries ordered;
    ordered.set(SimTime{1000}, 1);
    ordered.set(SimTime{5000}, 2);
    ordered.set(SimTime{9000}, 3);
    LevelSeries ahead;
    ahead.set(SimTime{1000}, 1);
    ahead.set(SimTime{9000}, 2);
    ahead.set(SimTime{5000}, 3);
    EXPECT_EQ(ordered.mean_milli(SimTime{20000}), ahead.mean_milli(SimTime{20000}));
}

TEST(LevelSeries, KeepsMeansWhenItsSpansDouble) {
    LevelSeries series;
    std::uint64_t area = 0;
    constexpr std::uint64_t kSteps = 3000;
    for (std::uint64_t i = 0; i < kSteps; ++i) {
        series.set(SimTime{i * kFirstSpan}, static_cast<std::uint32_t>(i % 11));
        area += i % 11;
    }
    const SimTime end{kSteps * kFirstSpan};
    EXPECT_EQ(series.mean_milli(end), area * 1000 / kSteps);
    EXPECT_EQ(series.span_width().ps, kFirstSpan * 16);
    EXPECT_EQ(series.spans(end).size(), (kSteps + 15) / 16);
    EXPECT_EQ(series.max(), 10U);
}

}  // namespace
}  // namespace pvscsim::reports
