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

/// Latencies of one class, and those that wait to be added to it.
struct RunRecorder::Latencies {
    Histogram histogram;
    Histogram::Block pending;
    std::size_t pending_count = 0;

    void add(std::uint64_t value) {
        pending[pending_count] = value;
        if (++pending_count == pending.size()) add_block();
    }
    [[gnu::noinline]] void add_block() {
        histogram.add_block(pending);
        pending_count = 0;
    }
    const Histogram& complete() {
        for (std::size_t i = 0; i < pending_count; ++i) histogram.add(pending[i]);
        pending_count = 0;
        return histogram;
    }
};

/// Stage times wait too, so that one histogram after the other is brought up to date.
struct RunRecorder::Tables {
    std::array<Latencies, 3> latency;
    std::array<Histogram, kStages> stage;
    std::array<Histogram::Block, kStages> pending;
    std::size_t pending_count = 0;  ///< of each stage

    // Out of line, so that what happens mostly saves no registers.
    [[gnu::noinline]] void add_blocks() {
        for (std::size_t s = 0; s < kStages; ++s) stage[s].add_block(pending[s]);
        pending_count = 0;
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

UnitTotals& RunRecorder::unit(std::uint16_t target, std::uint16_t lun) {
    if (target < targets_.size() && lun < targets_[target].luns) {
        return units_[targets_[target].first_unit + lun];
    }
    return units_.back();
}

// False if the stamps are not those of one life.
inline bool RunRecorder::add_stages(const LifeRecord& record, UnitTotals& totals) {
    std::array<std::uint64_t, kStages> times;
    std::uint64_t signs = 0;
    for (std::size_t s = 0; s < kStages; ++s) {
        times[s] = record.stamp[s + 1].ps - record.stamp[s].ps;
        signs |= times[s];
    }
    const bool ascending = signs >> 63 == 0;  // no run lasts half of what 64 bits hold
    if (!ascending) return false;
    Tables& tables = *tables_;
    const std::size_t place = tables.pending_count++;
    for (std::size_t s = 0; s < kStages; ++s) tables.pending[s][place] = times[s];
    tables.latency[kLatencyClass[static_cast<std::size_t>(record.kind)]].add(record.latency().ps);
    totals.service_sum_ps += times[static_cast<std::size_t>(Stage::Service)];
    ++staged_;
    if (tables.pending_count == Histogram::kBlock) tables.add_blocks();
    return true;
}

void RunRecorder::ended(const LifeRecord& record) {
    const SimTime end = record.stamp[kStages];
    PVS_CHECK(record.stamp[0] <= end);
    const SimTime latency = record.latency();
    first_submit_ = earlier_of(first_submit_, record.stamp[0]);
    last_end_ = later_of(last_end_, end);
    const auto kind = static_cast<std::size_t>(record.kind);
    ++counts_[kind][static_cast<std::size_t>(record.ending)];

    UnitTotals& totals = unit(record.target, record.lun);
    ++totals.requests;
    totals.latency_sum_ps += latency.ps;
    std::uint64_t data_bytes = 0;
    if (record.ending == Ending::Good) {
        data_bytes = record.data_bytes;
        data_bytes_[kind] += data_bytes;
        totals.data_bytes += data_bytes;
    } else {
        ++totals.errors;
    }
    series_.add(end - begin_, data_bytes, latency);

    const bool staged = record.staged && add_stages(record, totals);
    if (!staged || trace_ != nullptr) ended_seldom(record, staged);
}

[[gnu::noinline]] void RunRecorder::ended_seldom(const LifeRecord& record, bool staged) {
    if (!staged) unstaged_sum_ps_ += record.latency().ps;
    if (record.staged && !staged) ++disordered_;
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
    return tables_->latency[0].complete();
}

const Histogram& RunRecorder::write_latency() const {
    return tables_->latency[1].complete();
}

Histogram RunRecorder::latency() const {
    Histogram all = tables_->latency[0].complete();
    all.merge(tables_->latency[1].complete());
    all.merge(tables_->latency[2].complete());
    return all;
}

const Histogram& RunRecorder::stage(Stage stage) const {
    Tables& tables = *tables_;
    for (std::size_t s = 0; s < kStages; ++s) {
        for (std::size_t i = 0; i < tables.pending_count; ++i) {
            tables.stage[s].add(tables.pending[s][i]);
        }
    }
    tables.pending_count = 0;
    return tables.stage[static_cast<std::size_t>(stage)];
}

}  // namespace pvscsim::reports
