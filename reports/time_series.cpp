// SPDX-License-Identifier: Apache-2.0
#include "reports/time_series.h"

#include <algorithm>

namespace pvscsim::reports {

void RequestSeries::widen() {
    for (std::size_t i = 0; i < kSeriesSpans / 2; ++i) {
        const Span a = spans_[2 * i];
        const Span b = spans_[2 * i + 1];
        spans_[i] = {a.count + b.count, a.data_bytes + b.data_bytes,
                     a.latency_sum_ps + b.latency_sum_ps,
                     std::max(a.latency_max_ps, b.latency_max_ps)};
    }
    std::fill(spans_.begin() + kSeriesSpans / 2, spans_.end(), Span{});
    ++span_log2_;
}

void LevelSeries::widen() {
    const auto width = static_cast<std::int64_t>(span_width().ps);
    for (std::size_t i = 0; i < kSeriesSpans / 2; ++i) {
        const Change a = changes_[2 * i];
        const Change b = changes_[2 * i + 1];
        changes_[i] = {a.net + b.net, a.area + a.net * width + b.area, std::max(a.max, b.max)};
    }
    std::fill(changes_.begin() + kSeriesSpans / 2, changes_.end(), Change{});
    ++span_log2_;
}

std::uint64_t LevelSeries::area(std::size_t i, std::int64_t level, SimTime end) const {
    const std::uint64_t begin_ps = i << span_log2_;
    const std::uint64_t width_ps = std::min(end.ps - begin_ps, span_width().ps);
    const auto cut = static_cast<std::int64_t>(span_width().ps - width_ps);
    const std::int64_t whole = level * static_cast<std::int64_t>(span_width().ps) +
                               changes_[i].area - (level + changes_[i].net) * cut;
    return static_cast<std::uint64_t>(whole);
}

std::vector<LevelSeries::Span> LevelSeries::spans(SimTime end) const {
    std::vector<Span> result;
    std::int64_t level = 0;
    for (std::size_t i = 0; i < kSeriesSpans && (i << span_log2_) < end.ps; ++i) {
        const std::uint64_t begin_ps = i << span_log2_;
        const std::uint64_t width_ps = std::min(end.ps - begin_ps, span_width().ps);
        const std::uint64_t max = std::max(changes_[i].max, static_cast<std::uint64_t>(level));
        result.push_back({scaled_ratio(1000, area(i, level, end), width_ps), max});
        level += changes_[i].net;
    }
    return result;
}

std::uint64_t LevelSeries::max() const {
    return std::max_element(changes_.begin(), changes_.end(),
                            [](const Change& a, const Change& b) { return a.max < b.max; })
        ->max;
}

std::uint64_t LevelSeries::mean_milli(SimTime end) const {
    Uint128 sum = 0;
    std::int64_t level = 0;
    for (std::size_t i = 0; i < kSeriesSpans && (i << span_log2_) < end.ps; ++i) {
        sum += area(i, level, end);
        level += changes_[i].net;
    }
    return scaled_ratio(1000, sum, end.ps);
}

}  // namespace pvscsim::reports
