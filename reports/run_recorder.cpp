// SPDX-License-Identifier: Apache-2.0
#include "reports/run_recorder.h"

#include <algorithm>
#include <limits>

#include "models/base/check.h"
#include "reports/perfetto.h"

namespace pvscsim::reports {

namespace {

constexpr std::uint16_t kNoUnit = std::numeric_limits<std::uint16_t>::max();

/// Which latency histogram a request belongs to: reads, writes, the rest.
constexpr std::array<std::uint8_t, kIoKinds> kLatencyClass{{0, 1, 2, 2, 2, 2}};

}  // namespace

/// Histograms, and the times that wait to be added to them: several requests' at a time, so that
/// one histogram after the other is brought up to date.
struct RunRecorder::Tables {
    std::array<Histogram, 3> latency;
    std::array<Histogram, kStages> stage;
    std::array<Histogram::Block, kStages> stage_times;
    Histogram::Block latencies;
    std::array<IoKind, Histogram::kBlock> kinds;
    std::size_t waiting = 0;  ///< of each of these

    Histogram& latency_of(IoKind kind) {
        return latency[kLatencyClass[static_cast<std::size_t>(kind)]];
    }
    void add_waiting() {
        if (waiting == Histogram::kBlock) {
            add_block();
        } else {
            for (std::size_t i = 0; i < waiting; ++i) {
                for (std::size_t s = 0; s < kStages; ++s) stage[s].add(stage_times[s][i]);
                latency_of(kinds[i]).add(latencies[i]);
            }
        }
        waiting = 0;
    }

private:
    void add_block() {
        for (std::size_t s = 0; s < kStages; ++s) stage[s].add_block(stage_times[s]);
        if (Histogram::all_alike(kinds)) return latency_of(kinds.front()).add_block(latencies);
        for (std::size_t i = 0; i < kinds.size(); ++i) latency_of(kinds[i]).add(latencies[i]);
    }
};

RunRecorder::RunRecorder(const std::vector<UnitId>& units) : tables_(std::make_unique<Tables>()) {
    for (const UnitId id : units) {
        const std::size_t target = id.target;
        if (target >= targets_.size()) targets_.resize(target + 1);
        targets_[target].luns = std::max(targets_[target].luns, std::uint32_t{id.lun} + 1);
    }
    for (std::size_t target = 0; target < targets_.size(); ++target) {
        targets_[target].first_unit = static_cast<std::uint32_t>(units_.size());
        for (std::uint32_t lun = 0; lun < targets_[target].luns; ++lun) {
            units_.emplace_back();
            units_.back().id = {static_cast<std::uint16_t>(target),
                                static_cast<std::uint16_t>(lun)};
        }
    }
    units_.emplace_back();
    units_.back().id = {kNoUnit, kNoUnit};
}

RunRecorder::~RunRecorder() = default;

std::uint32_t RunRecorder::number_of(UnitId id) const {
    if (id.target < targets_.size() && id.lun < targets_[id.target].luns) {
        return targets_[id.target].first_unit + id.lun;
    }
    return static_cast<std::uint32_t>(units_.size() - 1);
}

// False if the times are not those of one life.
inline bool RunRecorder::add_stages(IoKind kind, SimTime submitted, const Passage& passage,
                                    SimTime end, UnitTotals& totals) {
    const std::uint64_t first = passage.front().ps - submitted.ps;
    const std::uint64_t last = end.ps - passage.back().ps;
    std::array<std::uint64_t, kStages - 2> between;
    std::uint64_t signs = first | last;
    for (std::size_t i = 0; i < between.size(); ++i) {
        between[i] = passage[i + 1].ps - passage[i].ps;
        signs |= between[i];
    }
    const bool ascending = signs >> 63 == 0;  // no run lasts half of what 64 bits hold
    if (!ascending) return false;
    Tables& tables = *tables_;
    const std::size_t place = tables.waiting++;
    tables.stage_times.front()[place] = first;
    for (std::size_t i = 0; i < between.size(); ++i) tables.stage_times[i + 1][place] = between[i];
    tables.stage_times.back()[place] = last;
    tables.latencies[place] = end.ps - submitted.ps;
    tables.kinds[place] = kind;
    totals.service_sum_ps += between[static_cast<std::size_t>(Stage::Service) - 1];
    ++staged_;
    return true;
}

// Out of line, so that what happens mostly saves no registers.
[[gnu::noinline]] bool RunRecorder::ended_with_room(const Sort& sort, std::uint64_t data_bytes,
                                                    SimTime submitted, SimTime end,
                                                    const Passage* passage) {
    tables_->add_waiting();
    series_.reach(end - begin_);
    return ended(sort, data_bytes, submitted, end, passage);
}

bool RunRecorder::ended(const Sort& sort, std::uint64_t data_bytes, SimTime submitted, SimTime end,
                        const Passage* passage) {
    PVS_CHECK(submitted <= end);
    RequestSeries::Span* const span = series_.span_of(end - begin_);
    if (span == nullptr || tables_->waiting == Histogram::kBlock) {
        return ended_with_room(sort, data_bytes, submitted, end, passage);
    }
    const SimTime latency = end - submitted;
    if (submitted < first_submit_) first_submit_ = submitted;
    if (end > last_end_) last_end_ = end;
    const auto kind = static_cast<std::size_t>(sort.kind);
    ++counts_[kind][static_cast<std::size_t>(sort.ending)];

    UnitTotals& totals = units_[sort.unit];
    ++totals.requests;
    totals.latency_sum_ps += latency.ps;
    if (sort.ending != Ending::Good) {
        data_bytes = 0;
        ++totals.errors;
    }
    data_bytes_[kind] += data_bytes;
    totals.data_bytes += data_bytes;
    span->add(data_bytes, latency);
    const bool staged =
        passage != nullptr && add_stages(sort.kind, submitted, *passage, end, totals);
    return staged || ended_unstaged(latency, passage != nullptr);
}

// Out of line, so that what happens mostly saves no registers. False.
[[gnu::noinline]] bool RunRecorder::ended_unstaged(SimTime latency, bool disordered) {
    unstaged_sum_ps_ += latency.ps;
    if (disordered) ++disordered_;
    return false;
}

void RunRecorder::ended(const LifeRecord& record) {
    const Passage passage = record.passage();
    const Sort sort{number_of({record.target, record.lun}), record.kind, record.ending};
    const bool staged = ended(sort, record.data_bytes, record.stamp[0], record.stamp[kStages],
                              record.staged ? &passage : nullptr);
    if (trace_ == nullptr) return;
    LifeRecord traced = record;
    traced.staged = staged;
    trace_->request(traced);
}

std::uint64_t RunRecorder::ended_count() const {
    std::uint64_t sum = 0;
    for (const UnitTotals& totals : units_) {
        sum += totals.requests;
    }
    return sum;
}

std::uint64_t RunRecorder::count(IoKind kind) const {
    std::uint64_t sum = 0;
    for (const std::uint64_t count : counts_[static_cast<std::size_t>(kind)]) {
        sum += count;
    }
    return sum;
}

std::uint64_t RunRecorder::count(Ending ending) const {
    std::uint64_t sum = 0;
    for (const auto& by_ending : counts_) {
        sum += by_ending[static_cast<std::size_t>(ending)];
    }
    return sum;
}

std::uint64_t RunRecorder::count(IoKind kind, Ending ending) const {
    return counts_[static_cast<std::size_t>(kind)][static_cast<std::size_t>(ending)];
}

const Histogram& RunRecorder::read_latency() const {
    tables_->add_waiting();
    return tables_->latency[0];
}

const Histogram& RunRecorder::write_latency() const {
    tables_->add_waiting();
    return tables_->latency[1];
}

Histogram RunRecorder::latency() const {
    Histogram all = read_latency();
    all.merge(tables_->latency[1]);
    all.merge(tables_->latency[2]);
    return all;
}

const Histogram& RunRecorder::stage(Stage stage) const {
    tables_->add_waiting();
    return tables_->stage[static_cast<std::size_t>(stage)];
}

}  // namespace pvscsim::reports
