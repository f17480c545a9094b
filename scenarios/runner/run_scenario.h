// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "scenarios/config_structs.h"

namespace pvscsim::scenarios {

/// What goes to the log on standard error, each level with those before it.
enum class LogLevel : std::uint8_t { Off, Error, Warning, Info, Debug };

/// How far a run is. `requests_total` is 0 if the workload does not know it.
struct Progress {
    std::uint64_t requests_done = 0;
    std::uint64_t requests_total = 0;
    std::uint64_t simulated_ns = 0;
};

/// What a run does beside the simulation. No option but `sync_every_access`, `monitor` and `host`
/// can change a byte of the report, and the first must not.
struct RunOptions {
    bool trace = false;
    bool vcd = false;
    bool sync_every_access = false;
    bool monitor = true;  ///< the protocol is watched, and the report says what was seen
    bool host = true;     ///< the report has its `host` section
    /// Takes pieces of the bus trace as they come; empty: nobody wants one.
    std::function<void(std::string_view)> bus_trace;
    LogLevel log = LogLevel::Off;
    std::function<void(const Progress&)> progress;  ///< empty: nobody asks
};

/// What a run leaves. The report's "verdict" tells whether it passed.
struct RunOutput {
    nlohmann::ordered_json report;
    std::string trace_json;  ///< empty unless asked for
    std::string vcd;         ///< empty unless asked for
};

/// Runs `work` inside the SystemC kernel, where it may elaborate modules: once a process. What it
/// throws comes out.
void run_in_kernel(const std::function<void()>& work);

/// Builds the machine of `scenario`, runs it to its end and reports. Elaborates SystemC, so a
/// process may call it once. Throws ConfigError for what only the trace files can tell.
RunOutput run_scenario(const Scenario& scenario, const RunOptions& options);

}  // namespace pvscsim::scenarios
