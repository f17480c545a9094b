// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "reports/run_info.h"

namespace pvscsim::reports {

/// An expectation and what became of it.
struct JudgedValue {
    std::string path;
    std::string expected;           ///< in words: "at least 5 and at most 7"
    nlohmann::ordered_json actual;  ///< null: the report has no such value
    bool held = false;
};

/// What a run amounts to.
struct Judgement {
    std::vector<JudgedValue> values;
    std::vector<std::string> failures;
    bool passed() const;
};

/// The value at a dotted path of the report; null where there is none.
nlohmann::ordered_json value_at(const nlohmann::ordered_json& report, const std::string& path);

/// Holds the report against what was expected, and against what every run must keep: nothing lost,
/// duplicated or corrupted.
Judgement judge(const nlohmann::ordered_json& report, const RunInfo& info);

}  // namespace pvscsim::reports
