// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/conform_parts.h"

#include <fnmatch.h>

#include <fstream>

#include "scenarios/cli/output_file.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {

namespace {

using conformance::RuleTest;

constexpr const char* kResults[] = {"report", "junit", "html"};

}  // namespace

std::vector<const RuleTest*> chosen_tests(const VerbArguments& given,
                                          const std::vector<RuleTest>& all) {
    const std::string glob = given.has("filter") ? given.filled_text("filter") : "*";
    std::vector<const RuleTest*> tests;
    for (const RuleTest& test : all) {
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

std::uint64_t number_of(const VerbArguments& given, const char* option, std::uint64_t otherwise,
                        std::uint64_t max, std::uint64_t min) {
    if (!given.has(option)) return otherwise;
    const std::string text = given.filled_text(option);
    const bool digits = text.find_first_not_of("0123456789") == std::string::npos;
    const bool is_short = digits && text.size() <= 9;
    const std::uint64_t number = is_short ? std::stoull(text) : 0;
    if (!is_short || number < min || number > max) {
        throw ConfigError(given.verb, "",
                          std::string("--") + option + ": expected an integer in [" +
                              std::to_string(min) + ", " + std::to_string(max) + "], got \"" +
                              text + "\"");
    }
    return number;
}

std::string list_text(const std::vector<const RuleTest*>& tests) {
    std::string text;
    for (const RuleTest* test : tests) text += test->id() + "\n";
    return text;
}

conformance::Waivers waivers_of(const VerbArguments& given, const std::vector<RuleTest>& tests) {
    conformance::Waivers waivers;
    for (const std::string& name : given.texts("waivers")) {
        std::ifstream file(name, std::ios::binary);
        std::string content(conformance::kWaiverBytesMax + 1, '\0');
        file.read(content.data(), static_cast<std::streamsize>(content.size()));
        content.resize(static_cast<std::size_t>(file.gcount()));
        if (file.bad() || (content.empty() && !file.eof())) {
            throw ConfigError(name, "", "expected a file that can be read, got none");
        }
        try {
            conformance::read_waivers(name, content, tests, waivers);
        } catch (const conformance::WaiverError& error) {
            throw ConfigError(given.verb, "", error.what());
        }
    }
    return waivers;
}

void check_waivers(const VerbArguments& given, const conformance::Waivers& waivers,
                   const std::string& device) {
    try {
        conformance::check_waived_device(waivers, device);
    } catch (const conformance::WaiverError& error) {
        throw ConfigError(given.verb, "", error.what());
    }
}

void refuse_options(const VerbArguments& given, const std::vector<const char*>& options,
                    const char* target) {
    for (const char* option : options) {
        if (!given.has(option)) continue;
        throw ConfigError(given.verb, "",
                          "--" + std::string(option) + ": expected only with --target " + target);
    }
}

std::string shell_quoted(const std::string& text) {
    std::string quoted;
    for (const char c : text) quoted += c == '\'' ? "'\\''" : std::string(1, c);
    return "'" + quoted + "'";
}

void check_results(const VerbArguments& given) {
    for (const char* option : kResults) {
        if (given.has(option)) check_output(given.filled_text(option));
    }
}

void write_results(const VerbArguments& given, const conformance::SuiteResult& suite,
                   const nlohmann::ordered_json& report, const std::string& more) {
    const auto write = [&](const char* option, const std::string& content) {
        if (given.has(option)) write_output(given.filled_text(option), content);
    };
    write("report", report.dump(2) + "\n");
    write("junit", conformance::suite_junit(suite));
    write("html", conformance::suite_html(suite));
    for (const char* option : kResults) {
        if (given.text(option) == "-") return;
    }
    print(conformance::suite_text(suite) + more);
}

}  // namespace pvscsim::scenarios
