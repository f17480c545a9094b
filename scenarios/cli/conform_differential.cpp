// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <string>

#include "conformance/differential/campaign.h"
#include "conformance/targets/qemu_under_test.h"
#include "models/engine/quirks.h"
#include "scenarios/cli/conform_parts.h"
#include "scenarios/cli/mutant_switch.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/test_processes.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/json_document.h"
#include "scenarios/config/profile.h"

namespace pvscsim::scenarios {
namespace {

using conformance::DeviceUnderTest;
using conformance::Played;
using conformance::ProgramRange;
using conformance::RuleTest;

constexpr std::uint64_t kPrograms = 500;  // without --programs
constexpr std::uint64_t kProgramsATest = 50;
constexpr std::uint64_t kProgramsMax = 100'000'000;
constexpr unsigned kRowSecondsMax = 3600;
constexpr const char* kProfile = "qemu-7.2";

/// What is played: drawn programs, or one that was given.
struct Wanted {
    ProgramRange drawn{1, 0, kPrograms};
    std::optional<conformance::Program> program;
    std::string file;
    DeviceConfig config;
    std::string options;  ///< as they were given
};

/// A test for every fifty programs.
class Tests {
public:
    explicit Tests(const Wanted& wanted) {
        if (wanted.program) add("the_script", {1, 0, 1});
        const ProgramRange& drawn = wanted.drawn;
        const std::uint64_t rows_end = wanted.program ? 0 : drawn.count;
        for (std::uint64_t i = 0; i < rows_end; i += kProgramsATest) {
            const std::uint64_t count = std::min(kProgramsATest, drawn.count - i);
            const std::uint64_t first = drawn.first + i;
            add("programs_" + padded(first) + "_to_" + padded(first + count - 1),
                {drawn.seed, first, count});
        }
    }
    const std::vector<RuleTest>& all() const { return tests_; }
    const ProgramRange& range_of(const RuleTest& test) const {
        return ranges_[static_cast<std::size_t>(&test - tests_.data())];
    }

private:
    static std::string padded(std::uint64_t number) {
        constexpr std::size_t kDigits = 6;
        std::string text = std::to_string(number);
        return text.size() < kDigits ? std::string(kDigits - text.size(), '0') + text : text;
    }
    void add(const std::string& name, const ProgramRange& range) {
        names_.push_back(name);
        ranges_.push_back(range);
        tests_.push_back({conformance::kDifferential, names_.back().c_str(),
                          "the same program on the model and on QEMU's device",
                          "the guest sees the same after each step", nullptr});
    }

    std::deque<std::string> names_;
    std::vector<RuleTest> tests_;
    std::vector<ProgramRange> ranges_;
};

template <std::size_t N>
bool take_away(const std::string& name, const std::array<QuirkName, N>& known, std::uint32_t& set) {
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const QuirkName& one) { return one.name == name; });
    if (found == known.end()) return false;
    set &= ~(1U << static_cast<unsigned>(found - known.begin()));
    return true;
}

DeviceConfig config_of(const VerbArguments& given) {
    std::string name = kProfile;
    if (given.has("profile")) name = profile_names()[given.one_of("profile", profile_names())];
    DeviceConfig config = read_profile(name).device;
    config.profile = name;
    if (!given.has("without")) return config;
    std::istringstream names(given.filled_text("without"));
    for (std::string quirk; std::getline(names, quirk, ',');) {
        if (take_away(quirk, kDefects, config.defects)) continue;
        if (take_away(quirk, kVariants, config.variants)) continue;
        throw ConfigError(
            given.verb, "",
            "--without: expected names that `pvscsim list defects` tells, got \"" + quirk + "\"");
    }
    return config;
}

Wanted wanted_of(const VerbArguments& given) {
    Wanted wanted;
    wanted.config = config_of(given);
    wanted.drawn.seed = number_of(given, "seed", 1, kProgramsMax, 0);
    wanted.drawn.first = number_of(given, "first", 0, kProgramsMax, 0);
    wanted.drawn.count = number_of(given, "programs", kPrograms, kProgramsMax);
    for (const char* option : {"profile", "without", "mutant", "seed", "first", "programs"}) {
        if (!given.has(option)) continue;
        wanted.options += std::string(" --") + option + " " + given.text(option);
    }
    if (!given.has("program")) return wanted;
    for (const char* option : {"seed", "first", "programs"}) {
        if (!given.has(option)) continue;
        throw ConfigError(given.verb, "",
                          std::string("--") + option + ": expected only without --program");
    }
    wanted.file = given.filled_text("program");
    wanted.options += " --program " + shell_quoted(wanted.file);
    try {
        wanted.program = conformance::program_of(read_text_file(wanted.file));
    } catch (const conformance::ScriptError& error) {
        throw ConfigError(wanted.file, "", error.what());
    }
    return wanted;
}

void note(const std::string& line) {
    std::fputs((line + "\n").c_str(), stderr);
}

Played played(const ProgramRange& range, const Wanted& wanted, const ModelEngine& model) {
    Played result;
    try {
        model(wanted.config, [&](DeviceUnderTest& first) {
            const conformance::DevicePair pair{first, conformance::with_qemu_under_test};
            result = wanted.program ? conformance::play_program(pair, *wanted.program, wanted.file)
                                    : conformance::play_programs(pair, range, note);
        });
    } catch (const std::runtime_error& error) {
        result.outcome = {conformance::Verdict::Ended, {error.what()}};
    }
    return result;
}

/// All the rows together.
void add(const Played& one, Played& all) {
    all.programs += one.programs;
    all.steps += one.steps;
    all.different += one.different;
    all.fleeting += one.fleeting;
    for (const auto& [name, count] : one.explained) all.explained[name] += count;
}

nlohmann::ordered_json programs_json(const Wanted& wanted, const Played& all) {
    nlohmann::ordered_json json;
    if (wanted.program) {
        json["script"] = wanted.file;
    } else {
        json["seed"] = wanted.drawn.seed;
        json["first"] = wanted.drawn.first;
    }
    json["count"] = all.programs;
    json["steps"] = all.steps;
    json["different"] = all.different;
    json["fleeting"] = all.fleeting;
    json["explained"] = all.explained;
    return json;
}

std::string counts_text(const Played& all) {
    std::string text = std::to_string(all.programs) + " programs, " + std::to_string(all.steps) +
                       " steps: " + std::to_string(all.different) + " differ";
    if (all.fleeting != 0) text += ", " + std::to_string(all.fleeting) + " did once and not again";
    for (const auto& [name, count] : all.explained) {
        text += "; explained by " + name + " in " + std::to_string(count);
    }
    return text + "\n";
}

}  // namespace

ExitCode conform_differential(const VerbArguments& given, const ModelEngine& model) {
    refuse_options(given, {"waivers"}, "another");
    const Wanted wanted = wanted_of(given);
    const std::size_t jobs = number_of(given, "jobs", 2, 256);
    const Tests all(wanted);
    const std::vector<const RuleTest*> tests = chosen_tests(given, all.all());
    if (given.has("list")) {
        print(list_text(tests));
        return ExitCode::Held;
    }
    take_mutant_option(given);
    check_results(given);
    conformance::SuiteResult suite;
    suite.target = "differential";
    suite.command = "pvscsim conform --target differential" + wanted.options;
    try {
        suite.device = "pvscsim " PVSCSIM_VERSION ", profile " + wanted.config.profile +
                       ", beside " + conformance::qemu_version();
    } catch (const conformance::QemuMissing& missing) {
        throw LackError(std::string("pvscsim conform: ") + missing.what());
    }
    const std::vector<ProcessEnd> ends =
        run_in_processes(tests.size(), jobs, kRowSecondsMax, [&](std::size_t number) {
            return conformance::to_text(played(all.range_of(*tests[number]), wanted, model));
        });
    Played together;
    for (std::size_t i = 0; i < tests.size(); ++i) {
        const Played one = conformance::played_from(ends[i].text, ends[i].how);
        add(one, together);
        suite.results.push_back({tests[i], one.outcome, nullptr});
    }
    nlohmann::ordered_json report = conformance::suite_json(suite);
    report["programs"] = programs_json(wanted, together);
    write_results(given, suite, report, counts_text(together));
    return suite.passed() ? ExitCode::Held : ExitCode::Failed;
}

}  // namespace pvscsim::scenarios
