// SPDX-License-Identifier: Apache-2.0
#include "conformance/suite/outcome.h"

#include "conformance/suite/bench.h"

namespace pvscsim::conformance {

const char* verdict_name(Verdict verdict) {
    switch (verdict) {
        case Verdict::Pass:
            return "pass";
        case Verdict::Fail:
            return "fail";
        case Verdict::Skip:
            return "skip";
        default:
            return "ended";
    }
}

Outcome run_rule_test(const RuleTest& test, DeviceUnderTest& device) {
    Bench bench(device);
    try {
        test.run(bench);
    } catch (const Skipped& skipped) {
        if (bench.failures().empty()) return {Verdict::Skip, {skipped.reason}};
    } catch (const DeviceEnded& ended) {
        Outcome outcome{Verdict::Ended, bench.failures()};
        outcome.evidence.emplace_back(ended.what());
        return outcome;
    }
    return {bench.failures().empty() ? Verdict::Pass : Verdict::Fail, bench.failures()};
}

std::string to_text(const Outcome& outcome) {
    nlohmann::json text;
    text["verdict"] = static_cast<int>(outcome.verdict);
    text["evidence"] = outcome.evidence;
    return text.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

Outcome outcome_from(const std::string& text, const std::string& otherwise) {
    const nlohmann::json told = nlohmann::json::parse(text, nullptr, false);
    if (!told.is_object()) return {Verdict::Ended, {otherwise}};
    return {static_cast<Verdict>(told.at("verdict").get<int>()),
            told.at("evidence").get<std::vector<std::string>>()};
}

}  // namespace pvscsim::conformance
