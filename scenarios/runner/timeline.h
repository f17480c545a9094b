// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "reports/run_counters.h"

namespace pvscsim::scenarios {

/// What happened beside the requests: steps of the script, faults that struck, what the driver
/// said. Keeps the earliest of them, in order of time and then of text, whatever the order in which
/// they come: processors run ahead of each other.
class Timeline {
public:
    static constexpr std::size_t kKept = 1000;

    void add(SimTime time, std::string text);
    /// Those from `begin` on, with times that count from there. If some were left out, the last
    /// entry says how many.
    std::vector<reports::TimelineEvent> since(SimTime begin) const;

private:
    void sort_and_cut();

    std::vector<reports::TimelineEvent> events_;
    std::uint64_t left_out_ = 0;
};

}  // namespace pvscsim::scenarios
