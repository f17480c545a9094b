// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <deque>
#include <string>

#include "conformance/catalogue.h"
#include "conformance/monitor/monitor_rules.h"
#include "conformance/trace/qemu_log.h"
#include "conformance/trace/trace_reader.h"
#include "scenarios/cli/conform_parts.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/today.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

using conformance::BrokenRule;
using conformance::Findings;
using conformance::Outcome;
using conformance::RuleTest;
using conformance::TracePlayer;
using conformance::Verdict;

/// A test for each rule that the monitor judges. They have no code: the trace is read once.
const std::vector<RuleTest>& trace_tests() {
    static std::vector<RuleTest> tests = [] {
        std::vector<RuleTest> all;
        for (const conformance::MonitorRule& rule : conformance::monitor_rules()) {
            const conformance::Rule* known = conformance::find_rule(rule.rule);
            all.push_back({rule.rule.c_str(), "holds_in_the_trace", "what the trace tells",
                           known == nullptr ? "" : known->statement.c_str(), nullptr});
        }
        return all;
    }();
    return tests;
}

std::string time_text(SimTime at, bool of_qemu) {
    return of_qemu ? "in line " + std::to_string(at.ns()) : "at " + std::to_string(at.ns()) + " ns";
}

Outcome outcome_of(const RuleTest& test, const TracePlayer& player,
                   const std::vector<std::string>& tested, bool of_qemu) {
    const Findings& findings = player.findings();
    const auto has = [&](const std::vector<std::string>& rules) {
        return std::find(rules.begin(), rules.end(), test.rule) != rules.end();
    };
    const auto broken = findings.by_rule().find(test.rule);
    if (broken != findings.by_rule().end()) {
        const BrokenRule& rule = broken->second;
        Outcome outcome{Verdict::Fail,
                        {time_text(rule.first.at, of_qemu) + ": " + rule.first.what}};
        for (const std::string& line : rule.first.evidence) outcome.evidence.push_back(line);
        if (rule.count > 1) {
            outcome.evidence.push_back("and " + std::to_string(rule.count - 1) + " times more");
        }
        return outcome;
    }
    if (conformance::was_unwatched(findings, test.rule)) {
        const conformance::Unwatched& gap = findings.unwatched().front();
        return {Verdict::Skip,
                {"not decided: " + time_text(gap.since, of_qemu) + " and " +
                 std::to_string(findings.unwatched_count() - 1) +
                 " times more the monitor lost sight of the rings: " + gap.what}};
    }
    if (has(player.left_out())) {
        return {Verdict::Skip, {"not decided: the trace does not tell what the rule is about"}};
    }
    if (!has(tested))
        return {Verdict::Skip, {"not decided: the trace does not put it to the test"}};
    return {Verdict::Pass, {}};
}

/// What a run's report has as `protocol`.
nlohmann::ordered_json protocol_json(const Findings& findings) {
    nlohmann::ordered_json protocol;
    protocol["rules_exercised"] = findings.tested();
    protocol["violations_count"] = findings.count();
    protocol["violations"] = nlohmann::ordered_json::array();
    for (const conformance::Violation& violation : findings.kept()) {
        nlohmann::ordered_json entry;
        entry["rule"] = violation.rule;
        entry["at_ns"] = violation.at.ns();
        entry["what"] = violation.what;
        entry["evidence"] = violation.evidence;
        protocol["violations"].push_back(std::move(entry));
    }
    protocol["unwatched_count"] = findings.unwatched_count();
    protocol["unwatched"] = nlohmann::ordered_json::array();
    for (const conformance::Unwatched& gap : findings.unwatched()) {
        nlohmann::ordered_json entry;
        entry["since_ns"] = gap.since.ns();
        entry["until_ns"] = nullptr;
        if (gap.until != SimTime::never()) entry["until_ns"] = gap.until.ns();
        entry["reason"] = gap.reason;
        entry["what"] = gap.what;
        protocol["unwatched"].push_back(std::move(entry));
    }
    return protocol;
}

void play(const VerbArguments& given, bool of_qemu, TracePlayer& player) {
    const std::string file = given.filled_text("input");
    try {
        if (of_qemu) {
            conformance::play_qemu_log(file, player);
        } else {
            conformance::play_trace(file, player);
        }
    } catch (const conformance::TraceError& error) {
        throw ConfigError(given.verb, "", error.what());
    }
}

}  // namespace

ExitCode conform_trace(const VerbArguments& given) {
    refuse_options(given, {"profile"}, "model");
    refuse_options(given, {"jobs"}, "model or qemu");
    const bool of_qemu = given.one_of("format", {"pvscsim", "qemu"}) == 1;
    const std::vector<const RuleTest*> tests = chosen_tests(given, trace_tests());
    const conformance::Waivers waivers = waivers_of(given, trace_tests());
    if (given.has("list")) {
        print(list_text(tests));
        return ExitCode::Held;
    }
    if (!given.has("input")) {
        throw ConfigError(given.verb, "", "--input: expected a trace, got none");
    }
    check_waivers(given, waivers, "the trace " + given.text("input"));
    check_results(given);
    TracePlayer player;
    play(given, of_qemu, player);
    conformance::SuiteResult suite;
    suite.target = "trace";
    suite.command = "pvscsim conform --target trace --input " + given.text("input");
    if (of_qemu) suite.command += " --format qemu";
    suite.device = "the trace " + given.text("input");
    const std::vector<std::string> tested = player.findings().tested();
    for (const RuleTest* test : tests) {
        suite.results.push_back({test, outcome_of(*test, player, tested, of_qemu), nullptr});
    }
    if (suite.count("skip") == suite.results.size()) {
        throw ConfigError(given.verb, "",
                          given.text("input") + ": expected records that decide a rule, got " +
                              std::to_string(player.records) + " that decide none of those chosen");
    }
    conformance::judge_waivers(suite, waivers, today());
    nlohmann::ordered_json report = conformance::suite_json(suite);
    report["protocol"] = protocol_json(player.findings());
    write_results(given, suite, report);
    return suite.passed() ? ExitCode::Held : ExitCode::Failed;
}

}  // namespace pvscsim::scenarios
