// SPDX-License-Identifier: Apache-2.0
#include "scenarios/runner/timeline.h"

#include <algorithm>
#include <utility>

namespace pvscsim::scenarios {

using reports::TimelineEvent;

void Timeline::add(SimTime time, std::string text) {
    events_.push_back({time, std::move(text)});
    if (events_.size() == 2 * kKept) sort_and_cut();
}

void Timeline::sort_and_cut() {
    std::sort(events_.begin(), events_.end(), [](const TimelineEvent& a, const TimelineEvent& b) {
        return a.time == b.time ? a.text < b.text : a.time < b.time;
    });
    if (events_.size() > kKept) {
        left_out_ += events_.size() - kKept;
        events_.resize(kKept);
    }
}

std::vector<TimelineEvent> Timeline::since(SimTime begin) const {
    Timeline whole = *this;
    whole.sort_and_cut();
    std::vector<TimelineEvent> result;
    for (TimelineEvent& event : whole.events_) {
        if (event.time < begin) continue;
        result.push_back({event.time - begin, std::move(event.text)});
    }
    if (whole.left_out_ != 0 && !result.empty()) {
        result.push_back(
            {result.back().time, std::to_string(whole.left_out_) + " later events are left out"});
    }
    return result;
}

}  // namespace pvscsim::scenarios
