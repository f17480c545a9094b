// SPDX-License-Identifier: Apache-2.0
#include <fnmatch.h>

#include <fstream>
#include <optional>
#include <string>

#include "conformance/catalogue.h"
#include "conformance/suite/suite_result.h"
#include "conformance/targets/qemu_under_test.h"
#include "scenarios/cli/mutant_switch.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/test_processes.h"
#include "scenarios/cli/today.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/profile.h"

namespace pvscsim::scenarios {
namespace {

namespace po = boost::program_options;
using conformance::DeviceUnderTest;
using conformance::Outcome;
using conformance::RuleTest;

constexpr unsigned kSecondsMax = 120;
const Arguments kTargets{"model", "qemu"};

VerbArguments parsed(const Arguments& arguments) {
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    po::options_description options("options");
    // clang-format off
    options.add_options()
        ("target", text("NAME"), "the device under test: model, or qemu: that of QEMU 7.2")
        ("profile", text("NAME"), "of the model: one that `pvscsim list profiles` names; ideal without the option")
        ("filter", text("GLOB"), "only tests whose names match: 'DEVICE-01*', '*.survives_*'")
        ("list", "print the tests, run none")
        ("jobs", text("N"), "tests at a time, 2 without the option")
        ("report", text("FILE"), "write the result as JSON")
        ("junit", text("FILE"), "write the result as JUnit XML")
        ("html", text("FILE"), "write the result as a page")
        ("waivers", text("FILE"), "failures that are known and explained")
        ("mutant", text("ID"), "in a test build alone: the device or driver is wrong in this one way");
    // clang-format on
    return {"conform",
            "[options]\n\nPuts a device to the test, rule by rule. A waived failure is expected; a "
            "waiver that\nmatches no failure, or has expired, fails.",
            "", std::move(options), arguments};
}

std::vector<const RuleTest*> chosen_tests(const VerbArguments& given) {
    const std::string glob = given.has("filter") ? given.filled_text("filter") : "*";
    std::vector<const RuleTest*> tests;
    for (const RuleTest& test : conformance::rule_tests()) {
        if (::fnmatch(glob.c_str(), test.id().c_str(), 0) == 0) tests.push_back(&test);
    }
    if (tests.empty()) {
        throw ConfigError(given.verb, "",
                          "--filter: expected a pattern that a name of `pvscsim conform --list` "
                          "matches, got \"" +
                              glob + "\"");
    }
    return tests;
}

std::size_t jobs_of(const VerbArguments& given) {
    if (!given.has("jobs")) return 2;
    const std::string text = given.filled_text("jobs");
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    const unsigned long jobs = digits && text.size() <= 3 ? std::stoul(text) : 0;
    if (jobs < 1 || jobs > 256) {
        throw ConfigError(given.verb, "",
                          "--jobs: expected an integer in [1, 256], got \"" + text + "\"");
    }
    return jobs;
}

conformance::WaiverFile waivers_of(const VerbArguments& given) {
    if (!given.has("waivers")) return {};
    const std::string name = given.filled_text("waivers");
    std::ifstream file(name, std::ios::binary);
    std::string content(conformance::kWaiverBytesMax + 1, '\0');
    file.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(file.gcount()));
    if (file.bad() || (content.empty() && !file.eof())) {
        throw ConfigError(name, "", "expected a file that can be read, got none");
    }
    try {
        return conformance::read_waivers(name, content);
    } catch (const conformance::WaiverError& error) {
        throw ConfigError(given.verb, "", error.what());
    }
}

/// The model that is asked for; nothing for another device.
std::optional<DeviceConfig> model_config(const VerbArguments& given, bool is_model) {
    if (!is_model) {
        if (!given.has("profile")) return std::nullopt;
        throw ConfigError(given.verb, "", "--profile: expected only with --target model");
    }
    const std::size_t index = given.one_of("profile", profile_names());
    DeviceConfig config = read_profile(profile_names()[index]).device;
    config.profile = profile_names()[index];
    return config;
}

std::string list_text(const std::vector<const RuleTest*>& tests) {
    std::string text;
    for (const RuleTest* test : tests) text += test->id() + "\n";
    return text;
}

/// Of one test, in its own process.
std::string outcome_text(const RuleTest& test, const std::optional<DeviceConfig>& config,
                         const ModelEngine& model) {
    Outcome outcome;
    const auto use = [&](DeviceUnderTest& device) {
        outcome = conformance::run_rule_test(test, device);
    };
    try {
        if (config) {
            model(*config, use);
        } else {
            conformance::with_qemu_under_test(use);
        }
    } catch (const std::runtime_error& error) {
        outcome.verdict = conformance::Verdict::Ended;
        outcome.evidence.emplace_back(error.what());
    }
    return conformance::to_text(outcome);
}

void write_results(const VerbArguments& given, const conformance::SuiteResult& suite) {
    const auto write = [&](const char* option, const std::string& content) {
        if (given.has(option)) write_output(given.filled_text(option), content);
    };
    write("report", conformance::suite_json(suite).dump(2) + "\n");
    write("junit", conformance::suite_junit(suite));
    write("html", conformance::suite_html(suite));
    for (const char* option : {"report", "junit", "html"}) {
        if (given.text(option) == "-") return;
    }
    print(conformance::suite_text(suite));
}

}  // namespace

ExitCode conform_verb(const Arguments& arguments, const ModelEngine& model) {
    const VerbArguments given = parsed(arguments);
    if (given.help) return ExitCode::Held;
    const std::vector<const RuleTest*> tests = chosen_tests(given);
    const std::size_t target = given.one_of("target", kTargets);
    const std::size_t jobs = jobs_of(given);
    const conformance::WaiverFile waivers = waivers_of(given);
    if (given.has("list")) {
        print(list_text(tests));
        return ExitCode::Held;
    }
    take_mutant_option(given);
    for (const char* option : {"report", "junit", "html"}) {
        if (given.has(option)) check_output(given.filled_text(option));
    }
    conformance::SuiteResult suite;
    suite.target = kTargets[target];
    suite.command = "pvscsim conform --target " + suite.target;
    const std::optional<DeviceConfig> config = model_config(given, target == 0);
    try {
        suite.device = config ? "pvscsim " PVSCSIM_VERSION ", profile " + config->profile
                              : conformance::qemu_version();
        if (given.has("profile")) suite.command += " --profile " + config->profile;
        if (given.has("mutant")) {
            suite.command += " --mutant " + given.text("mutant");
            suite.device += ", as " + given.text("mutant");
        }
    } catch (const conformance::QemuMissing& missing) {
        throw LackError(std::string("pvscsim conform: ") + missing.what());
    }
    const std::vector<ProcessEnd> ends = run_in_processes(
        tests.size(), jobs, kSecondsMax,
        [&](std::size_t number) { return outcome_text(*tests[number], config, model); });
    for (std::size_t i = 0; i < tests.size(); ++i) {
        suite.results.push_back(
            {tests[i], conformance::outcome_from(ends[i].text, ends[i].how), nullptr});
    }
    conformance::judge_waivers(suite, waivers, today());
    write_results(given, suite);
    return suite.passed() ? ExitCode::Held : ExitCode::Failed;
}

}  // namespace pvscsim::scenarios
