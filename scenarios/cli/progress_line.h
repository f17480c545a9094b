// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "scenarios/runner/run_scenario.h"

namespace pvscsim::scenarios {

/// A run's progress on one line of the terminal behind standard error.
class ProgressLine {
public:
    explicit ProgressLine(std::string name) : name_(std::move(name)) {}
    ~ProgressLine() { clear(); }
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const Progress& progress);
    void clear();

    /// Whether a person may be watching standard error.
    static bool wanted();

private:
    std::string name_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    std::size_t width_ = 0;  ///< of what the terminal shows
};

/// "quickstart 42 %, 1,234,567 requests/s, 0.123 s simulated, 5 s left"; exact for tests.
std::string progress_text(const std::string& name, const Progress& progress,
                          std::uint64_t elapsed_ms);

}  // namespace pvscsim::scenarios
