// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstddef>
#include <string_view>

#include "models/base/check.h"
#include "reports/sections.h"

namespace pvscsim::reports {

namespace {

constexpr std::array<std::string_view, kIoKinds> kKindNames{
    {"read", "write", "flush", "discard", "write_same", "other"}};

/// What each stage of a request's life is, in order.
constexpr std::array<std::string_view, kStages> kStageMeanings{
    {"Submitted to the driver until its index is published",
     "Published until the device starts to fetch it", "Descriptor copied",
     "Descriptor validated, SCSI command decoded",
     "Scatter-gather list and outgoing data read from guest memory",
     "Waiting for a server of the backend", "Served by the backend",
     "Waiting for the completion engine; incoming data and sense written",
     "Completion descriptor and index written",
     "Until the interrupt that covers it is sent, or it is found without one",
     "Until the driver looks at the completion ring",
     "Until the request's owner has its completion"}};

struct Quantile {
    std::string_view key;
    std::string_view meaning;
    std::uint32_t per_million;
};
constexpr std::array<Quantile, 6> kQuantiles{{{"p50_ns", "Half of them took no longer", 500000},
                                              {"p90_ns", "90 % took no longer", 900000},
                                              {"p99_ns", "99 % took no longer", 990000},
                                              {"p99_9_ns", "99.9 % took no longer", 999000},
                                              {"p99_99_ns", "99.99 % took no longer", 999900},
                                              {"p99_999_ns", "99.999 % took no longer", 999990}}};

/// Buckets in nanoseconds; those finer than one are joined.
Entry::Rows histogram_rows(const Histogram& histogram) {
    Entry::Rows rows;
    for (const Histogram::Bucket& bucket : histogram.filled()) {
        const std::uint64_t upper_ns = bucket.upper / 1000;
        if (!rows.empty() && rows.back()[0] == upper_ns) {
            rows.back()[1] += bucket.count;
        } else {
            rows.push_back({upper_ns, bucket.count});
        }
    }
    return rows;
}

void describe_distribution(Entry& entry, const Histogram& histogram) {
    entry.number("count", "", "Requests", histogram.count());
    entry.number("total_ps", "ps", "Sum over all of them, exact", saturated(histogram.sum()));
    entry.number("min_ns", "ns", "Shortest", histogram.min() / 1000);
    entry.number("mean_ns", "ns", "Mean", histogram.mean() / 1000);
    entry.number("stddev_ns", "ns", "Standard deviation", histogram.stddev() / 1000);
    for (const Quantile& quantile : kQuantiles) {
        entry.number(quantile.key, "ns", quantile.meaning,
                     histogram.quantile(quantile.per_million) / 1000);
    }
    entry.number("max_ns", "ns", "Longest", histogram.max() / 1000);
    entry.rows("histogram", "up to ns, count", "Buckets that hold something",
               histogram_rows(histogram));
}

std::uint64_t ended_badly(const RunRecorder& recorder, IoKind kind) {
    return recorder.count(kind) - recorder.count(kind, Ending::Good);
}

void describe_throughput(Entry& root, const RunRecorder& recorder) {
    const std::uint64_t active_ps = recorder.active().ps;
    const auto per_second = [active_ps](Uint128 amount) {
        return scaled_ratio(1000000000000, amount, active_ps);
    };
    const std::uint64_t read_bytes = recorder.data_bytes(IoKind::Read);
    const std::uint64_t write_bytes = recorder.data_bytes(IoKind::Write);
    Entry& throughput = root.object("throughput", "Amounts a second of simulated time");
    throughput.number("active_ns", "ns", "From the first submission to the last end",
                      recorder.active().ns());
    throughput.number("requests_per_s", "1/s", "Requests that ended well, of any kind",
                      per_second(recorder.count(Ending::Good)));
    throughput.number("bytes_per_s", "B/s", "Data read and written",
                      per_second(Uint128{read_bytes} + write_bytes));
    throughput.number("read_bytes_per_s", "B/s", "Data read", per_second(read_bytes));
    throughput.number("write_bytes_per_s", "B/s", "Data written", per_second(write_bytes));
}

Entry::Rows series_rows(const RunRecorder& recorder, SimTime end) {
    Entry::Rows rows;
    const std::uint64_t width_ps = recorder.series().span_width().ps;
    for (std::size_t i = 0; i < kSeriesSpans && i * width_ps <= end.ps; ++i) {
        const RequestSeries::Span& span = recorder.series().spans()[i];
        const Uint128 count_1000 = Uint128{span.count} * 1000;
        rows.push_back({span.count, span.data_bytes,
                        scaled_ratio(1, span.latency_sum_ps, count_1000),
                        span.latency_max_ps / 1000});
    }
    return rows;
}

}  // namespace

void describe_requests(Entry& root, const ReportSource& source) {
    const RunRecorder& recorder = source.recorder;
    const std::uint64_t submitted = recorder.submitted_count();
    const std::uint64_t ended = recorder.ended_count();
    Entry& requests = root.object("requests",
                                  "Every request is accounted for: submitted = "
                                  "completed + failed + aborted + reset + lost");
    requests.number("submitted", "", "Handed to the driver", submitted);
    requests.number("completed", "", "Ended well", recorder.count(Ending::Good));
    requests.number("failed", "", "Ended with an error", recorder.count(Ending::Failed));
    requests.number("aborted", "", "Ended by an abort", recorder.count(Ending::Aborted));
    requests.number("reset", "", "Given back by a reset", recorder.count(Ending::Reset));
    requests.number("retried", "", "Submitted again after an end that was not good",
                    source.counters.retried);
    requests.number("lost", "", "Never ended", submitted > ended ? submitted - ended : 0);
    requests.number("duplicated", "", "Ended more than once", source.counters.duplicated);
    Entry& kinds = requests.object("by_kind", "The same by what was asked for");
    for (std::size_t i = 0; i < kIoKinds; ++i) {
        const auto kind = static_cast<IoKind>(i);
        Entry& entry = kinds.object(kKindNames[i], "");
        entry.number("completed", "", "Ended well", recorder.count(kind, Ending::Good));
        entry.number("not_completed", "", "Ended otherwise", ended_badly(recorder, kind));
        entry.number("data_bytes", "B", "Data moved by those that ended well",
                     recorder.data_bytes(kind));
    }
    describe_throughput(root, recorder);
}

void describe_times(Entry& root, const ReportSource& source) {
    const RunRecorder& recorder = source.recorder;
    const Histogram all = recorder.latency();
    Entry& latency = root.object("latency",
                                 "From submission to the owner's completion, of "
                                 "requests that a completion ended");
    describe_distribution(latency, all);
    describe_distribution(latency.object("read", "Reads alone"), recorder.read_latency());
    describe_distribution(latency.object("write", "Writes alone"), recorder.write_latency());
    Entry& over_time = latency.object("over_time", "By the time at which requests ended");
    over_time.number("span_ps", "ps", "Length of each span, from time 0",
                     recorder.series().span_width().ps);
    over_time.rows("spans", "count, data bytes, mean ns, max ns", "One a span",
                   series_rows(recorder, source.info.simulated));
    Entry& returned = latency.object("returned", "Requests that a reset gave back: no stages");
    returned.number("count", "", "Requests", recorder.ended_count() - recorder.staged_count());
    returned.number("total_ps", "ps", "Sum of their times", saturated(recorder.unstaged_sum_ps()));

    Entry& stages = root.object("stages", "Latency by stage; the totals add up to its total");
    Uint128 sum = 0;
    for (std::size_t i = 0; i < kStages; ++i) {
        const Histogram& stage = recorder.stage(static_cast<Stage>(i));
        describe_distribution(stages.object(kStageNames[i], kStageMeanings[i]), stage);
        sum += stage.sum();
    }
    PVS_CHECK(sum == all.sum());
}

}  // namespace pvscsim::reports
