// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/suite_result.h"

#include <algorithm>
#include <set>

#include "conformance/catalogue.h"
#include "conformance/suite/rule_test.h"

namespace pvscsim::conformance {

namespace {

const Rule& rule_of(const TestResult& result) {
    // Of tests that belong to no rule of its own: how driver and device get on together.
    static const Rule unknown{"-",
                              "MUST",
                              "driver and device together",
                              "Serve a foreign driver or device.",
                              "chosen",
                              "directed",
                              {}};
    static const Rule same{kDifferential,
                           "MUST",
                           "two devices side by side",
                           "Show the guest what QEMU's device shows it, but for what is explained.",
                           "observed",
                           "directed",
                           {}};
    if (result.test->rule == std::string_view(kDifferential)) return same;
    const Rule* rule = find_rule(result.test->rule);
    return rule == nullptr ? unknown : *rule;
}

std::string escaped(const std::string& text) {
    std::string result;
    for (const char c : text) {
        switch (c) {
            case '&':
                result += "&amp;";
                break;
            case '<':
                result += "&lt;";
                break;
            case '>':
                result += "&gt;";
                break;
            case '"':
                result += "&quot;";
                break;
            default:
                result += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
        }
    }
    return result;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : "; ") + line;
    return text;
}

std::string repeat_command(const SuiteResult& suite, const TestResult& result) {
    return suite.command + " --filter '" + result.test->id() + "'";
}

std::string failure_text(const SuiteResult& suite, const TestResult& result) {
    const Rule& rule = rule_of(result);
    std::string text = "FAIL  " + result.test->id() + "\n  rule      " + rule.level + ": " +
                       rule.statement + "\n  source    " + rule.source + "\n  stimulus  " +
                       result.test->stimulus + "\n  expected  " + result.test->expected + "\n";
    for (const std::string& line : result.outcome.evidence) text += "  found     " + line + "\n";
    return text + "  again     " + repeat_command(suite, result) + "\n\n";
}

std::string counts_text(const SuiteResult& suite) {
    std::set<std::string> rules;
    for (const TestResult& result : suite.results) rules.insert(result.test->rule);
    return std::to_string(suite.results.size()) + " tests of " + std::to_string(rules.size()) +
           " rules: " + std::to_string(suite.count("pass")) + " passed, " +
           std::to_string(suite.count("fail") + suite.count("ended")) + " failed, " +
           std::to_string(suite.count("expected failure")) + " failed as expected, " +
           std::to_string(suite.count("skip")) + " skipped";
}

}  // namespace

std::string TestResult::verdict() const {
    return outcome.failed() && waiver != nullptr ? "expected failure"
                                                 : verdict_name(outcome.verdict);
}

std::size_t SuiteResult::count(const std::string& verdict) const {
    return static_cast<std::size_t>(
        std::count_if(results.begin(), results.end(),
                      [&](const TestResult& result) { return result.verdict() == verdict; }));
}

bool SuiteResult::passed() const {
    return count("fail") + count("ended") == 0 && waiver_faults.empty();
}

void judge_waivers(SuiteResult& suite, const Waivers& waivers, const std::string& today) {
    for (TestResult& result : suite.results) {
        const Waiver* waiver = find_waiver(waivers, result.test->id());
        if (waiver == nullptr) continue;
        if (waiver->expires < today) {
            suite.waiver_faults.push_back("the waiver of " + waiver->test + " expired on " +
                                          waiver->expires);
        } else if (result.outcome.verdict == Verdict::Skip) {
            continue;  // nothing was seen of it, either way
        } else if (!result.outcome.failed()) {
            suite.waiver_faults.push_back("the waiver of " + waiver->test +
                                          " matches nothing: the test did not fail but ended as " +
                                          verdict_name(result.outcome.verdict));
        } else {
            result.waiver = waiver;
        }
    }
}

std::string suite_text(const SuiteResult& suite) {
    std::string text;
    for (const TestResult& result : suite.results) {
        if (result.verdict() == "fail" || result.verdict() == "ended") {
            text += failure_text(suite, result);
        }
    }
    for (const std::string& fault : suite.waiver_faults) text += "WAIVER  " + fault + "\n";
    for (const TestResult& result : suite.results) {
        if (result.verdict() == "expected failure") {
            text += "expected failure  " + result.test->id() + " (" + result.waiver->defect +
                    "): " + joined(result.outcome.evidence) + "\n";
        } else if (result.verdict() == "skip") {
            text += "skipped  " + result.test->id() + ": " + joined(result.outcome.evidence) + "\n";
        }
    }
    return text + (suite.passed() ? "PASS  " : "FAIL  ") + suite.device + ": " +
           counts_text(suite) + "\n";
}

nlohmann::ordered_json suite_json(const SuiteResult& suite) {
    nlohmann::ordered_json report;
    report["schema"] = "pvscsim-conformance/1";
    report["target"] = suite.target;
    report["device"] = suite.device;
    report["verdict"] = suite.passed() ? "pass" : "fail";
    for (const char* verdict : {"pass", "fail", "ended", "expected failure", "skip"}) {
        report["counts"][verdict] = suite.count(verdict);
    }
    report["waiver_faults"] = suite.waiver_faults;
    report["tests"] = nlohmann::ordered_json::array();
    for (const TestResult& result : suite.results) {
        const Rule& rule = rule_of(result);
        nlohmann::ordered_json entry;
        entry["test"] = result.test->id();
        entry["rule"] = rule.id;
        entry["level"] = rule.level;
        entry["requirement"] = rule.statement;
        entry["source"] = rule.source;
        entry["stimulus"] = result.test->stimulus;
        entry["expected"] = result.test->expected;
        entry["verdict"] = result.verdict();
        entry["evidence"] = result.outcome.evidence;
        if (result.waiver != nullptr) entry["defect"] = result.waiver->defect;
        entry["again"] = repeat_command(suite, result);
        report["tests"].push_back(std::move(entry));
    }
    return report;
}

std::string suite_junit(const SuiteResult& suite) {
    const std::size_t failures = suite.count("fail") + suite.waiver_faults.size();
    std::string text =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n<testsuite name=\"" +
        escaped(suite.device) + "\" tests=\"" +
        std::to_string(suite.results.size() + suite.waiver_faults.size()) + "\" failures=\"" +
        std::to_string(failures) + "\" errors=\"" + std::to_string(suite.count("ended")) +
        "\" skipped=\"" + std::to_string(suite.count("skip") + suite.count("expected failure")) +
        "\">\n";
    for (const TestResult& result : suite.results) {
        const Rule& rule = rule_of(result);
        text += "<testcase classname=\"" + escaped(rule.family) + "\" name=\"" + result.test->id() +
                "\">\n<properties><property name=\"rule\" value=\"" + rule.id +
                "\"/><property name=\"source\" value=\"" + escaped(rule.source) +
                "\"/></properties>\n";
        const std::string told = escaped(joined(result.outcome.evidence));
        if (result.verdict() == "fail") {
            text += "<failure message=\"" + told + "\"/>\n";
        } else if (result.verdict() == "ended") {
            text += "<error message=\"" + told + "\"/>\n";
        } else if (result.verdict() == "skip") {
            text += "<skipped message=\"" + told + "\"/>\n";
        } else if (result.verdict() == "expected failure") {
            text += "<skipped message=\"expected failure, " + escaped(result.waiver->defect) +
                    ": " + told + "\"/>\n";
        }
        text += "</testcase>\n";
    }
    for (const std::string& fault : suite.waiver_faults) {
        text += "<testcase classname=\"waivers\" name=\"" + escaped(fault) +
                "\"><failure message=\"" + escaped(fault) + "\"/></testcase>\n";
    }
    return text + "</testsuite>\n</testsuites>\n";
}

std::string suite_html(const SuiteResult& suite) {
    std::string text =
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Conformance of " +
        escaped(suite.device) +
        "</title><style>body{font:14px sans-serif;margin:2em}table{border-collapse:collapse}"
        "td,th{border:1px solid #ccc;padding:4px 8px;text-align:left;vertical-align:top}"
        ".pass{background:#e6f4e6}.fail,.ended{background:#f8d7d7}.skip{background:#eee}"
        ".expected{background:#fdf2d0}</style></head><body>\n<h1>Conformance of " +
        escaped(suite.device) + "</h1>\n<p>" + (suite.passed() ? "PASS" : "FAIL") + ", " +
        counts_text(suite) + "</p>\n";
    for (const std::string& fault : suite.waiver_faults) {
        text += "<p class=\"fail\">" + escaped(fault) + "</p>\n";
    }
    text +=
        "<table><tr><th>test</th><th>level</th><th>requirement</th><th>stimulus</th>"
        "<th>expected</th><th>verdict</th><th>found</th></tr>\n";
    for (const TestResult& result : suite.results) {
        const Rule& rule = rule_of(result);
        std::string kind = result.verdict();
        kind = kind.substr(0, kind.find(' '));
        text += "<tr class=\"" + kind + "\"><td>" + result.test->id() + "</td><td>" + rule.level +
                "</td><td>" + escaped(rule.statement) + "</td><td>" +
                escaped(result.test->stimulus) + "</td><td>" + escaped(result.test->expected) +
                "</td><td>" + result.verdict() +
                (result.waiver == nullptr ? "" : ", " + escaped(result.waiver->defect)) +
                "</td><td>" + escaped(joined(result.outcome.evidence)) + "</td></tr>\n";
    }
    return text + "</table></body></html>\n";
}

}  // namespace pvscsim::conformance
