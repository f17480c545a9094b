// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "conformance/suite/outcome.h"
#include "conformance/suite/waivers.h"

namespace pvscsim::conformance {

/// A test and what came of it.
struct TestResult {
    const RuleTest* test = nullptr;
    Outcome outcome;
    const Waiver* waiver = nullptr;  ///< that expects it to fail

    /// pass, fail, ended, skip, or "expected failure"
    std::string verdict() const;
};

/// A run of the suite against one device.
struct SuiteResult {
    std::string target;   ///< model, qemu
    std::string device;   ///< what it is, with its version
    std::string command;  ///< that repeats one test, without its filter
    std::vector<TestResult> results;
    std::vector<std::string> waiver_faults;  ///< waivers that match nothing or have expired

    std::size_t count(const std::string& verdict) const;
    /// Nothing failed that was not expected, and every waiver is of use.
    bool passed() const;
};

/// Sets `waiver_faults`: waivers of tests that ran and did not fail, and, on the day `today`
/// (YYYY-MM-DD), those that have expired.
void judge_waivers(SuiteResult& suite, const Waivers& waivers, const std::string& today);

/// What a person reads: what failed first, with evidence and how to repeat it.
std::string suite_text(const SuiteResult& suite);
nlohmann::ordered_json suite_json(const SuiteResult& suite);
/// JUnit XML: a class is a family of rules.
std::string suite_junit(const SuiteResult& suite);
std::string suite_html(const SuiteResult& suite);

}  // namespace pvscsim::conformance
