// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

class DeviceUnderTest;

enum class Verdict {
    Pass,
    Fail,   ///< a claim did not hold
    Skip,   ///< the device has not what the rule is about; no pass
    Ended,  ///< the device's process ended, which is a failure
};

/// How a test ended.
struct Outcome {
    Verdict verdict = Verdict::Pass;
    std::vector<std::string> evidence;  ///< claims that did not hold, or the reason of a skip

    bool failed() const { return verdict == Verdict::Fail || verdict == Verdict::Ended; }
};

const char* verdict_name(Verdict verdict);

/// Puts the device to the test.
Outcome run_rule_test(const RuleTest& test, DeviceUnderTest& device);

/// There and back, for the way from a test's process to the suite's.
std::string to_text(const Outcome& outcome);
/// A text that is no outcome becomes one: Ended, with `otherwise` as evidence.
Outcome outcome_from(const std::string& text, const std::string& otherwise);

}  // namespace pvscsim::conformance
