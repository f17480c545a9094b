// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/base/sim_time.h"
#include "reports/wide_int.h"

namespace pvscsim::reports {

/// Both series hold a run of any length in this many equal spans of time. A span is a power of two
/// picoseconds; when time passes the last one, neighbours are merged and the span doubles.
inline constexpr std::size_t kSeriesSpans = 256;
inline constexpr unsigned kSeriesFirstSpanLog2 = 20;  ///< about 1 us

/// What ended in each span of a run.
class RequestSeries {
public:
    struct Span {
        std::uint64_t count = 0;
        std::uint64_t data_bytes = 0;
        std::uint64_t latency_sum_ps = 0;
        std::uint64_t latency_max_ps = 0;

        void add(std::uint64_t bytes, SimTime latency) {
            ++count;
            data_bytes += bytes;
            latency_sum_ps += latency.ps;
            latency_max_ps = latency.ps > latency_max_ps ? latency.ps : latency_max_ps;
        }
    };

    /// Makes room for requests that ended at `time`.
    void reach(SimTime time) {
        while (span_of(time) == nullptr) widen();
    }
    /// Where a request that ended at `time` counts; null if that has not been reached. Times may
    /// come in any order.
    Span* span_of(SimTime time) {
        const std::uint64_t i = time.ps >> span_log2_;
        return i < kSeriesSpans ? &spans_[i] : nullptr;
    }
    SimTime span_width() const { return SimTime{std::uint64_t{1} << span_log2_}; }
    const std::array<Span, kSeriesSpans>& spans() const { return spans_; }

private:
    void widen();

    std::array<Span, kSeriesSpans> spans_{};
    unsigned span_log2_ = kSeriesFirstSpanLog2;
};

/// A level over time (how many are outstanding): exact time-weighted mean and greatest value of
/// each span. The mean does not depend on the order of calls, so a vCPU may report ahead of
/// another.
class LevelSeries {
public:
    struct Span {
        std::uint64_t mean_milli = 0;  ///< thousandths
        std::uint64_t max = 0;
    };

    /// The level is `level` from `time` on; it is 0 from the start of the run.
    void set(SimTime time, std::uint32_t level) {
        while (time.ps >> span_log2_ >= kSeriesSpans) {
            widen();
        }
        const std::size_t i = time.ps >> span_log2_;
        const std::int64_t change = std::int64_t{level} - std::int64_t{level_};
        const std::uint64_t rest_ps = ((i + 1) << span_log2_) - time.ps;
        changes_[i].net += change;
        changes_[i].area += change * static_cast<std::int64_t>(rest_ps);
        changes_[i].max = level > changes_[i].max ? level : changes_[i].max;
        level_ = level;
    }
    SimTime span_width() const { return SimTime{std::uint64_t{1} << span_log2_}; }
    /// Spans up to `end`, the last one cut there. Nothing was set after `end`.
    std::vector<Span> spans(SimTime end) const;
    std::uint64_t max() const;
    std::uint64_t mean_milli(SimTime end) const;

private:
    /// What the changes of a span add: to the level after it, and to the area under the level
    /// within it (level times picoseconds).
    struct Change {
        std::int64_t net = 0;
        std::int64_t area = 0;
        std::uint64_t max = 0;
    };
    void widen();
    /// Area of span `i` cut at `end`; `level` is the one at its start.
    std::uint64_t area(std::size_t i, std::int64_t level, SimTime end) const;

    std::array<Change, kSeriesSpans> changes_{};
    unsigned span_log2_ = kSeriesFirstSpanLog2;
    std::uint32_t level_ = 0;
};

}  // namespace pvscsim::reports
