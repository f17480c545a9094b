// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "reports/run_counters.h"
#include "reports/run_info.h"
#include "reports/run_recorder.h"

namespace pvscsim::reports {

/// The report of a run, keys in their fixed order. Verdict and expectations are judged here; lost,
/// duplicated or corrupted requests fail a run that expects nothing too. That the stages add up to
/// the latency is a check.
nlohmann::ordered_json make_report(const RunInfo& info, const RunRecorder& recorder,
                                   const RunCounters& counters);

/// The report as text: indented, but lists of numbers on one line; ends with a line feed.
std::string report_text(const nlohmann::ordered_json& report);

/// JSON schema (draft 7) of a report.
nlohmann::ordered_json report_schema();

/// Each value of a report with unit and meaning, as Markdown: the reference in docs/report.md.
std::string report_reference();

}  // namespace pvscsim::reports
