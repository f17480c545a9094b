// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/life_record.h"
#include "reports/trace_tracks.h"

namespace pvscsim::reports {

/// Collects a run's trace for Perfetto (Chrome trace-event JSON): a track for each vCPU, ring, the
/// device's engine and each target; each request is a flow from submission over fetch, service
/// and completion to its handler. Memory grows by about 150 bytes a request.
class TraceWriter {
public:
    /// What a vCPU spends on one submission and on one completion, to draw their slices.
    TraceWriter(SimTime submit_cost, SimTime complete_cost)
        : submit_cost_(submit_cost), complete_cost_(complete_cost) {}

    /// A request that ended, in any order.
    void request(const LifeRecord& record) { requests_.push_back(record); }
    /// What vCPU `vcpu` did from `begin` to `end`; spans of one vCPU nest or are apart.
    void vcpu_span(std::uint16_t vcpu, SimTime begin, SimTime end, std::string_view name);
    /// A moment on the track of the script: hot-plug, faults, resets.
    void instant(SimTime time, std::string_view name);
    /// A message of the device, from its post to when the driver took it.
    void message(SimTime posted, SimTime taken, std::string_view name);
    /// The level of a quantity from `time` on, as a track of its own.
    void counter(std::string_view track, SimTime time, std::uint64_t value);

    /// The trace, its events ordered by time.
    std::string json() const;

private:
    struct Span {
        std::uint16_t vcpu;
        SimTime begin;
        SimTime end;
        std::uint32_t name;
    };
    struct Sample {
        SimTime time;
        std::uint32_t name;
        std::uint64_t value;
    };
    std::uint32_t name_id(std::string_view name);

    SimTime submit_cost_;
    SimTime complete_cost_;
    std::vector<LifeRecord> requests_;
    std::vector<Span> spans_;
    std::vector<TraceSlice> messages_;
    std::vector<Sample> instants_;
    std::vector<Sample> counters_;
    std::vector<std::string> names_;
};

}  // namespace pvscsim::reports
