// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "models/base/life_record.h"

namespace pvscsim::reports {

/// A named piece of time on a track.
struct TraceSlice {
    SimTime begin;
    SimTime end;
    std::string name;
    std::int64_t request = -1;  ///< whose it is, as an index; -1: nobody's
    char flow = 0;              ///< begins ('s'), goes on ('t') or ends ('f') its flow
    std::uint32_t lane = 0;     ///< which of the lines under one another it is drawn on
};

/// Spreads slices that overlap over lanes, each on the first that is free, and sorts them by time.
/// Returns how many lanes it took, at least one.
std::uint32_t spread_over_lanes(std::vector<TraceSlice>& slices);

/// Sorts slices of one line by time, outer ones first, and cuts what reaches over the end of the
/// one around it, so that they nest.
void make_nested(std::vector<TraceSlice>& slices);

/// What a vCPU did for requests: one slice for each submission and each completion. A completion
/// ends, a submission begins at its request's stamp; both take their cost, or less where the vCPU
/// had to do with another request in between.
std::vector<TraceSlice> vcpu_slices(const std::vector<LifeRecord>& requests, std::uint16_t vcpu,
                                    SimTime submit_cost, SimTime complete_cost);

/// "read", "write" and so on.
std::string kind_name(IoKind kind);

}  // namespace pvscsim::reports
