// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/base/sim_time.h"

namespace pvscsim::reports {

/// Collects signal changes for a waveform viewer (value change dump, 1 ps a step).
class VcdWriter {
public:
    /// Declares a signal of `width_bits` (1..64) in scope `scope`, 0 at the start; returns its
    /// number. Names are letters, digits and underscores. All signals come before any change.
    std::uint32_t add_signal(std::string_view scope, std::string_view name,
                             std::uint32_t width_bits);
    /// The signal has `value` from `time` on. Changes may come out of order of time; of two at one
    /// time the later call counts.
    void change(std::uint32_t signal, SimTime time, std::uint64_t value) {
        changes_.push_back({time, signal, value});
    }
    /// The whole file.
    std::string text() const;

private:
    struct Signal {
        std::string scope;
        std::string name;
        std::uint32_t width_bits;
    };
    struct Change {
        SimTime time;
        std::uint32_t signal;
        std::uint64_t value;
    };
    std::vector<Signal> signals_;
    std::vector<Change> changes_;
};

}  // namespace pvscsim::reports
