// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "reports/perfetto.h"
#include "reports/run_counters.h"
#include "reports/run_info.h"
#include "reports/run_recorder.h"

namespace pvscsim::reports {

/// A made-up run with plausible figures: `requests` requests at depth 16 on four disks with four
/// servers each, from one vCPU.
struct SampleRun {
    explicit SampleRun(std::uint64_t requests, TraceWriter* trace = nullptr);

    RunInfo info;
    RunRecorder recorder;
    RunCounters counters;
};

/// A life with a stage time of (s + 1) * 1000 ps for stage s, submitted at `begin`.
LifeRecord simple_life(SimTime begin);

}  // namespace pvscsim::reports
