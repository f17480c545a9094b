// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reports/entry.h"
#include "reports/judgement.h"
#include "reports/run_counters.h"
#include "reports/run_info.h"
#include "reports/run_recorder.h"

namespace pvscsim::reports {

/// All that a report tells.
struct ReportSource {
    const RunInfo& info;
    const RunRecorder& recorder;
    const RunCounters& counters;
    const Judgement& judgement;
};

/// The sections of a report. Each declares its values: key, unit, meaning and where they come from.
void describe_report(Entry& root, const ReportSource& source);

/// Groups of sections that describe_report() puts in order.
void describe_verdict(Entry& root, const Judgement& judgement);
void describe_requests(Entry& root, const ReportSource& source);
void describe_times(Entry& root, const ReportSource& source);
void describe_work(Entry& root, const ReportSource& source);

}  // namespace pvscsim::reports
