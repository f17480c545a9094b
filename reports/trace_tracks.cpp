// SPDX-License-Identifier: Apache-2.0
#include "reports/trace_tracks.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace pvscsim::reports {

namespace {

/// The moment at which a vCPU submitted a request or handed one back.
struct Point {
    SimTime time;
    bool submits;
    std::size_t request;
};

std::vector<Point> points_of(const std::vector<LifeRecord>& requests, std::uint16_t vcpu) {
    std::vector<Point> points;
    for (std::size_t i = 0; i < requests.size(); ++i) {
        if (requests[i].complete_vcpu == vcpu) {
            points.push_back({requests[i].stamp[kStages], false, i});
        }
        if (requests[i].submit_vcpu == vcpu) {
            points.push_back({requests[i].stamp[0], true, i});
        }
    }
    // At one moment the completion comes first: its owner may submit the next request in it.
    std::stable_sort(points.begin(), points.end(), [](const Point& a, const Point& b) {
        return a.time != b.time ? a.time < b.time : a.submits < b.submits;
    });
    return points;
}

SimTime before(SimTime time, SimTime span) {
    return span < time ? time - span : SimTime{};
}

}  // namespace

std::string kind_name(IoKind kind) {
    constexpr std::array<const char*, 6> kNames{
        {"read", "write", "flush", "discard", "write same", "other"}};
    return kNames[static_cast<std::size_t>(kind)];
}

std::uint32_t spread_over_lanes(std::vector<TraceSlice>& slices) {
    std::stable_sort(slices.begin(), slices.end(),
                     [](const TraceSlice& a, const TraceSlice& b) { return a.begin < b.begin; });
    std::vector<SimTime> free_from(1);
    for (TraceSlice& slice : slices) {
        auto lane = std::find_if(free_from.begin(), free_from.end(),
                                 [&slice](SimTime time) { return time <= slice.begin; });
        if (lane == free_from.end()) {
            lane = free_from.insert(lane, SimTime{});
        }
        *lane = slice.end;
        slice.lane = static_cast<std::uint32_t>(lane - free_from.begin());
    }
    return static_cast<std::uint32_t>(free_from.size());
}

void make_nested(std::vector<TraceSlice>& slices) {
    std::stable_sort(slices.begin(), slices.end(), [](const TraceSlice& a, const TraceSlice& b) {
        return a.begin != b.begin ? a.begin < b.begin : b.end < a.end;
    });
    std::vector<SimTime> open;
    for (TraceSlice& slice : slices) {
        while (!open.empty() && open.back() <= slice.begin) {
            open.pop_back();
        }
        if (!open.empty()) {
            slice.end = earlier_of(slice.end, open.back());
        }
        open.push_back(slice.end);
    }
}

std::vector<TraceSlice> vcpu_slices(const std::vector<LifeRecord>& requests, std::uint16_t vcpu,
                                    SimTime submit_cost, SimTime complete_cost) {
    const std::vector<Point> points = points_of(requests, vcpu);
    std::vector<TraceSlice> slices;
    SimTime busy_until;
    for (std::size_t i = 0; i < points.size(); ++i) {
        const Point& point = points[i];
        const LifeRecord& life = requests[point.request];
        TraceSlice slice{point.time, point.time, kind_name(life.kind),
                         static_cast<std::int64_t>(point.request), point.submits ? 's' : 'f'};
        if (point.submits) {
            slice.name = "submit " + slice.name;
            slice.end += submit_cost;
            if (i + 1 < points.size()) {
                slice.end = earlier_of(slice.end, points[i + 1].time);
            }
        } else {
            slice.name = (life.staged ? "complete " : "give back ") + slice.name;
            slice.begin = later_of(before(point.time, complete_cost), busy_until);
            slice.begin = later_of(slice.begin, life.staged ? life.stamp[11] : life.stamp[0]);
        }
        busy_until = slice.end;
        slices.push_back(std::move(slice));
    }
    return slices;
}

}  // namespace pvscsim::reports
