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

struct RunRecorder::Tables {
    std::array<Histogram, 3> latency;
    std::array<Histogram, kStages> stage;
    std::array<std::array<std::uint64_t, kStages>, kPending> pending;
    std::size_t pending_count = 0;
    std::uint64_t pending_bits = 0;  ///< that are set in any of those times
};

RunRecorder::RunRecorder(const std::vector<UnitId>& units) : tables_(std::make_unique<Tables>()) {
    for (const UnitId id : units) {
        const std::size_t target = id.target;
        if (target >= luns_.size()) {
            luns_.resize(target + 1);
            first_unit_.resize(target + 1);
        }
        luns_[target] = std::max(luns_[target], std::uint32_t{id.lun} + 1);
    }
    for (std::size_t target = 0; target < luns_.size(); ++target) {
        first_unit_[target] = static_cast<std::uint32_t>(units_.size());
        for (std::uint32_t lun = 0; lun < luns_[target]; ++lun) {
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
    if (target < luns_.size() && lun < luns_[target]) {
        return units_[first_unit_[target] + lun];
    }
    return units_.back();
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
    if (record.ending == Ending::Good) {
        data_bytes_[kind] += record.data_bytes;
        totals.data_bytes += record.data_bytes;
    } else {
        ++totals.errors;
    }
    series_.add(end - begin_, record.ending == Ending::Good ? record.data_bytes : 0, latency);

    const bool staged = record.staged && add_stages(record, totals);
    if (!staged) unstaged_sum_ps_ += latency.ps;
    if (trace_ != nullptr) {
        LifeRecord traced = record;
        traced.staged = staged;
        trace_->request(traced);
    }
}

// False if the stamps are not those of one life.
bool RunRecorder::add_stages(const LifeRecord& record, UnitTotals& totals) {
    Tables& tables = *tables_;
    std::array<std::uint64_t, kStages> times;
    std::uint64_t signs = 0;
    for (std::size_t s = 0; s < kStages; ++s) {
        times[s] = record.stamp[s + 1].ps - record.stamp[s].ps;
        signs |= times[s];
    }
    const bool ascending = signs >> 63 == 0;  // no run lasts half of what 64 bits hold
    if (!ascending) {
        ++disordered_;
        return false;
    }
    tables.pending[tables.pending_count] = times;
    tables.pending_bits |= signs;
    tables.latency[kLatencyClass[static_cast<std::size_t>(record.kind)]].add(record.latency().ps);
    totals.service_sum_ps += times[static_cast<std::size_t>(Stage::Service)];
    ++staged_;
    if (++tables.pending_count == kPending) {
        flush();
    }
    return true;
}

void RunRecorder::flush() const {
    if (tables_->pending_count == 0) {
        return;
    }
    for (std::size_t s = 0; s < kStages; ++s) {
        tables_->stage[s].add_all(&tables_->pending[0][s], tables_->pending_count, kStages,
                                  tables_->pending_bits);
    }
    tables_->pending_count = 0;
    tables_->pending_bits = 0;
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
    return tables_->latency[0];
}

const Histogram& RunRecorder::write_latency() const {
    return tables_->latency[1];
}

Histogram RunRecorder::latency() const {
    Histogram all = tables_->latency[0];
    all.merge(tables_->latency[1]);
    all.merge(tables_->latency[2]);
    return all;
}

const Histogram& RunRecorder::stage(Stage stage) const {
    flush();
    return tables_->stage[static_cast<std::size_t>(stage)];
}

}  // namespace pvscsim::reports
