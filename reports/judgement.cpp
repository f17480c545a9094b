// SPDX-License-Identifier: Apache-2.0
#include "reports/judgement.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace pvscsim::reports {

using nlohmann::ordered_json;

namespace {

/// What must be 0 in every run, whatever its scenario expects.
constexpr std::array<const char*, 3> kAlwaysZero{
    {"requests.lost", "requests.duplicated", "integrity.corruptions"}};

/// Integers are compared exactly, whatever their sign; a bound with a fraction as a real number.
bool at_most(const ordered_json& a, const ordered_json& b) {
    return a.is_number() && b.is_number() && a <= b;
}

ordered_json parse(const std::string& text) {
    return ordered_json::parse(text, nullptr, false);
}

JudgedValue judged(const ordered_json& report, const ExpectedValue& expected) {
    JudgedValue result{expected.path, {}, value_at(report, expected.path), true};
    const auto bound = [&result](const char* words, const std::string& text, auto&& holds) {
        if (text.empty()) {
            return;
        }
        result.expected += (result.expected.empty() ? "" : " and ") + std::string(words) + text;
        result.held = result.held && !result.actual.is_null() && holds(parse(text));
    };
    bound("equal to ", expected.equals, [&](const auto& value) { return result.actual == value; });
    bound("at least ", expected.at_least,
          [&](const auto& value) { return at_most(value, result.actual); });
    bound("at most ", expected.at_most,
          [&](const auto& value) { return at_most(result.actual, value); });
    return result;
}

}  // namespace

bool Judgement::passed() const {
    return failures.empty() && std::all_of(values.begin(), values.end(),
                                           [](const JudgedValue& value) { return value.held; });
}

ordered_json value_at(const ordered_json& report, const std::string& path) {
    ordered_json::json_pointer pointer;
    std::istringstream keys(path);
    for (std::string key; std::getline(keys, key, '.');) {
        pointer.push_back(key);
    }
    return report.contains(pointer) ? report.at(pointer) : ordered_json();
}

Judgement judge(const ordered_json& report, const RunInfo& info) {
    Judgement result;
    result.failures = info.failures;
    for (const ExpectedValue& expected : info.expected) {
        result.values.push_back(judged(report, expected));
    }
    for (const char* path : kAlwaysZero) {
        const ordered_json value = value_at(report, path);
        if (value != 0) {
            result.failures.push_back(std::string(path) + " is " + value.dump() + ", not 0");
        }
    }
    const bool expected = std::any_of(
        info.expected.begin(), info.expected.end(),
        [](const ExpectedValue& value) { return value.path == "protocol.violations_count"; });
    if (info.protocol && info.protocol->violations_count != 0 && !expected) {
        const ProtocolViolation& first = info.protocol->violations.front();
        result.failures.push_back("protocol: " + std::to_string(info.protocol->violations_count) +
                                  " violations, the first of " + first.rule + " at " +
                                  std::to_string(first.at_ns) + " ns: " + first.what);
    }
    return result;
}

}  // namespace pvscsim::reports
