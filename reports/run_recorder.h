// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/base/life_record.h"
#include "reports/histogram.h"
#include "reports/time_series.h"

namespace pvscsim::reports {

class TraceWriter;

inline constexpr std::size_t kIoKinds = 6;
inline constexpr std::size_t kEndings = 4;

/// A logical unit, by the numbers that requests carry.
struct UnitId {
    std::uint16_t target = 0;
    std::uint16_t lun = 0;
};

/// What the requests of one logical unit added up to.
struct UnitTotals {
    UnitId id;
    std::uint64_t requests = 0;
    std::uint64_t data_bytes = 0;
    std::uint64_t errors = 0;  ///< ended other than well
    std::uint64_t latency_sum_ps = 0;
    std::uint64_t service_sum_ps = 0;
};

/// Takes in each request as it ends and keeps what the report tells about requests, in memory that
/// does not grow with their number. Not for several threads.
class RunRecorder {
public:
    /// `units`: all that may serve requests, also those attached later. What addresses any other
    /// unit is counted under the last element of units(), whose id is 65535:65535.
    explicit RunRecorder(const std::vector<UnitId>& units);
    ~RunRecorder();
    RunRecorder(const RunRecorder&) = delete;
    RunRecorder& operator=(const RunRecorder&) = delete;

    /// Times of the report's series count from `time`: to be called before the first request.
    void begin_at(SimTime time) { begin_ = time; }
    /// A request was handed to the driver.
    void submitted() { ++submitted_; }
    /// What a request counts under, for ended().
    struct Sort {
        std::uint32_t unit = 0;  ///< as number_of() says
        IoKind kind = IoKind::Other;
        Ending ending = Ending::Good;
    };
    std::uint32_t number_of(UnitId id) const;
    /// A request ended: once for each. `passage` is null if no completion ended it. One whose times
    /// run backwards was ended by a completion that was not its own; it counts as disordered and as
    /// given back, not in the histograms. Returns whether its stages count.
    bool ended(const Sort& sort, std::uint64_t data_bytes, SimTime submitted, SimTime end,
               const Passage* passage);
    void ended(const LifeRecord& record);
    /// From `time` on, `count` requests occupy the request ring and the device: called after each
    /// published batch and each pass over the completion ring.
    void outstanding(SimTime time, std::uint32_t count) { outstanding_.set(time - begin_, count); }
    /// Hands each record of ended() to `trace` too (null: to none); it must outlive the recorder.
    void trace_to(TraceWriter* trace) { trace_ = trace; }

    std::uint64_t submitted_count() const { return submitted_; }
    std::uint64_t ended_count() const;
    std::uint64_t count(IoKind kind) const;
    std::uint64_t count(Ending ending) const;
    std::uint64_t count(IoKind kind, Ending ending) const;
    std::uint64_t data_bytes(IoKind kind) const {
        return data_bytes_[static_cast<std::size_t>(kind)];
    }
    /// Requests that a completion ended; the histograms hold these alone.
    std::uint64_t staged_count() const { return staged_; }
    std::uint64_t disordered_count() const { return disordered_; }
    /// Time from submission to end of those that a reset gave back.
    Uint128 unstaged_sum_ps() const { return unstaged_sum_ps_; }
    /// From the first submission to the last end.
    SimTime active() const {
        return first_submit_ < last_end_ ? last_end_ - first_submit_ : SimTime{};
    }

    /// Latency in picoseconds of reads, of writes, of the rest, and of all of them.
    const Histogram& read_latency() const;
    const Histogram& write_latency() const;
    Histogram latency() const;
    const Histogram& stage(Stage stage) const;
    const RequestSeries& series() const { return series_; }
    const LevelSeries& outstanding_series() const { return outstanding_; }
    const std::vector<UnitTotals>& units() const { return units_; }

private:
    struct Tables;
    /// Where a target's units are in units_.
    struct TargetUnits {
        std::uint32_t first_unit = 0;  ///< its LUN 0
        std::uint32_t luns = 0;        ///< how many from there
    };

    bool ended_with_room(const Sort& sort, std::uint64_t data_bytes, SimTime submitted, SimTime end,
                         const Passage* passage);
    bool add_stages(IoKind kind, SimTime submitted, const Passage& passage, SimTime end,
                    UnitTotals& totals);
    bool ended_unstaged(SimTime latency, bool disordered);

    std::uint64_t submitted_ = 0;
    std::uint64_t staged_ = 0;
    std::uint64_t disordered_ = 0;
    Uint128 unstaged_sum_ps_ = 0;
    std::array<std::array<std::uint64_t, kEndings>, kIoKinds> counts_{};
    std::array<std::uint64_t, kIoKinds> data_bytes_{};
    SimTime begin_;
    SimTime first_submit_ = SimTime::never();
    SimTime last_end_;
    TraceWriter* trace_ = nullptr;
    std::vector<UnitTotals> units_;
    std::vector<TargetUnits> targets_;
    std::unique_ptr<Tables> tables_;  ///< the histograms and what waits for them
    RequestSeries series_;
    LevelSeries outstanding_;
};

}  // namespace pvscsim::reports
