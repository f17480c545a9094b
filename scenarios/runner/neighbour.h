// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include "scenarios/runner/run.h"

namespace pvscsim::scenarios {

/// A machine beside that of the scenario, on the same host and in the same simulation: its modules
/// have names of their own, the rest is a run like any other.
class Neighbour final : public sc_core::sc_module {
public:
    Neighbour(const sc_core::sc_module_name& name, Scenario scenario, const RunOptions& options,
              Run& beside)
        : sc_module(name),
          scenario_(std::move(scenario)),
          options_(quiet(options)),
          run_(scenario_, options_, &beside) {}

    Run& run() { return run_; }

private:
    /// What it does is told in the report of the run beside it.
    static RunOptions quiet(const RunOptions& options) {
        RunOptions own;
        own.sync_every_access = options.sync_every_access;
        own.monitor = options.monitor;
        own.host = false;
        return own;
    }

    const Scenario scenario_;
    const RunOptions options_;
    Run run_;
};

}  // namespace pvscsim::scenarios
