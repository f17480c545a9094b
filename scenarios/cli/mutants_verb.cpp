// SPDX-License-Identifier: Apache-2.0
#include <fnmatch.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "scenarios/cli/mutant_switch.h"
#include "scenarios/cli/mutant_trials.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

namespace po = boost::program_options;

VerbArguments mutants_arguments(const Arguments& arguments) {
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    po::options_description options("options");
    // clang-format off
    options.add_options()
        ("filter", text("GLOB"), "only mutants whose ids match: 'MUT-D0*'")
        ("sample", text("K/N"), "only one of N parts of them, by a hash of the id: K from 0 to N-1")
        ("list", "print the mutants, try none")
        ("every-test", "run every test with each, not only until a listed rule has told of it")
        ("jobs", text("N"), "tests at a time, 2 without the option")
        ("report", text("FILE"), "write the result as JSON")
        ("no-host", "leave out of the JSON what depends on this computer");
    // clang-format on
    return {"mutants",
            "[options]\n\nPuts known-bad devices and drivers to the suite's tests: each must be "
            "found, by a rule\nthat names its fault. They are in a test build alone.",
            "", std::move(options), arguments};
}

/// FNV-1a: the same part on every machine.
std::uint64_t hash_of(const std::string& id) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : id) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    // Ids differ in their last letters alone: once more, so that no part is left almost empty.
    hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15;
    return hash >> 32;
}

struct Part {
    std::uint64_t number = 0;
    std::uint64_t count = 1;
};

Part part_of(const VerbArguments& given) {
    if (!given.has("sample")) return {};
    const std::string text = given.filled_text("sample");
    const std::size_t slash = text.find('/');
    const auto number = [](const std::string& digits) {
        const bool good = !digits.empty() && digits.size() <= 4 &&
                          digits.find_first_not_of("0123456789") == std::string::npos;
        return good ? static_cast<long>(std::stoul(digits)) : -1;
    };
    const long k = slash == std::string::npos ? -1 : number(text.substr(0, slash));
    const long n = slash == std::string::npos ? -1 : number(text.substr(slash + 1));
    if (k < 0 || n < 1 || k >= n) {
        throw ConfigError(given.verb, "",
                          "--sample: expected K/N with K below N, as 3/10, got \"" + text + "\"");
    }
    return {static_cast<std::uint64_t>(k), static_cast<std::uint64_t>(n)};
}

std::size_t jobs_at_a_time(const VerbArguments& given) {
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

/// Devices, then drivers, then those of our own, by number.
bool earlier(const MutantVerdict& a, const MutantVerdict& b) {
    constexpr std::size_t kLetter = 4;  // of MUT-D01
    const auto place = [](const std::string& id) {
        return std::make_pair(std::string("DRO").find(id[kLetter]),
                              std::stoul(id.substr(kLetter + 1)));
    };
    return place(a.mutant.id) < place(b.mutant.id);
}

/// Each once, with every rule that lists it.
std::vector<MutantVerdict> catalogued() {
    std::vector<MutantVerdict> mutants;
    for (const conformance::Rule& rule : conformance::catalogue()) {
        for (const conformance::Mutant& mutant : rule.mutants) {
            const auto same = [&](const MutantVerdict& one) { return one.mutant.id == mutant.id; };
            const auto known = std::find_if(mutants.begin(), mutants.end(), same);
            if (known != mutants.end()) {
                known->rules.push_back(rule.id);
            } else {
                mutants.push_back({mutant, {rule.id}, {}, {}, {}, 0});
            }
        }
    }
    std::sort(mutants.begin(), mutants.end(), earlier);
    return mutants;
}

std::vector<MutantVerdict> chosen_mutants(const VerbArguments& given) {
    const std::string glob = given.has("filter") ? given.filled_text("filter") : "*";
    const Part part = part_of(given);
    std::vector<MutantVerdict> mutants = catalogued();
    const auto left_out = [&](const MutantVerdict& one) {
        return ::fnmatch(glob.c_str(), one.mutant.id.c_str(), 0) != 0 ||
               hash_of(one.mutant.id) % part.count != part.number;
    };
    mutants.erase(std::remove_if(mutants.begin(), mutants.end(), left_out), mutants.end());
    if (mutants.empty()) {
        throw ConfigError(given.verb, "",
                          "--filter, --sample: expected what leaves a mutant of `pvscsim mutants "
                          "--list`, got \"" +
                              glob + "\"");
    }
    return mutants;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

std::string padded(std::string text, std::size_t columns) {
    text.resize(std::max(columns, text.size()), ' ');
    return text;
}

std::string listing(const std::vector<MutantVerdict>& mutants) {
    std::string text;
    for (const MutantVerdict& one : mutants) {
        text += padded(one.mutant.id, 9) + padded(joined(one.rules), 12) + one.mutant.fault +
                (one.mutant.kind.empty() ? "" : " (" + one.mutant.kind + ")") + "\n";
    }
    return text;
}

std::string table(const std::vector<MutantVerdict>& mutants) {
    std::string text;
    for (const MutantVerdict& one : mutants) {
        const std::vector<std::string> killers(one.killers.begin(), one.killers.end());
        std::string by = joined(killers);
        if (!one.killed_as_listed()) {
            by += (by.empty() ? "not by " : ", not by ") + joined(one.rules);
        }
        const std::string kind = one.mutant.kind.empty() ? "" : " (" + one.mutant.kind + ")";
        text += padded(one.mutant.id, 9) + padded(one.verdict(), 24) + padded(by, 36) +
                padded(std::to_string(one.took_us / 1000) + " ms", 9) + one.mutant.fault + kind +
                "\n";
        if (!one.mutant.reason.empty()) text += "         " + one.mutant.reason + "\n";
        if (!one.as_it_should()) text += "         expected a kill by a rule that names it\n";
    }
    return text;
}

nlohmann::ordered_json counts_of(const std::vector<MutantVerdict>& mutants) {
    const auto count = [&](const std::string& verdict) {
        return std::count_if(mutants.begin(), mutants.end(),
                             [&](const MutantVerdict& one) { return one.verdict() == verdict; });
    };
    nlohmann::ordered_json counts;
    counts["mutants"] = mutants.size();
    for (const char* verdict : {"killed", "killed by another rule", "survived", "not expressed"}) {
        counts[verdict] = count(verdict);
    }
    return counts;
}

std::string summary_line(const std::vector<MutantVerdict>& mutants, bool passed) {
    std::uint64_t took_us = 0;
    for (const MutantVerdict& one : mutants) took_us += one.took_us;
    std::string text = passed ? "PASS " : "FAIL ";
    const nlohmann::ordered_json counts = counts_of(mutants);
    for (const auto& [name, count] : counts.items()) {
        text += " " + count.dump() + " " + name + ",";
    }
    return text + " " + std::to_string(took_us / 1000000) + " s of tests\n";
}

std::string report_text(const std::vector<MutantVerdict>& mutants, bool passed, bool host) {
    nlohmann::ordered_json report;
    report["schema"] = "pvscsim-mutants/1";
    report["verdict"] = passed ? "pass" : "fail";
    report["counts"] = counts_of(mutants);
    for (const MutantVerdict& one : mutants) {
        nlohmann::ordered_json entry;
        entry["mutant"] = one.mutant.id;
        entry["fault"] = one.mutant.fault;
        if (!one.mutant.kind.empty()) entry["kind"] = one.mutant.kind;
        if (!one.mutant.reason.empty()) entry["reason"] = one.mutant.reason;
        entry["rules"] = one.rules;
        entry["verdict"] = one.verdict();
        entry["killed_by"] = one.killers;
        entry["test"] = one.test;
        entry["evidence"] = one.evidence;
        if (host) entry["took_us"] = one.took_us;
        report["mutants"].push_back(std::move(entry));
    }
    return report.dump(2) + "\n";
}

}  // namespace

ExitCode mutants_verb(const Arguments& arguments, const RunEngine& engine,
                      const ModelEngine& model) {
    const VerbArguments given = mutants_arguments(arguments);
    if (given.help) return ExitCode::Held;
    need_mutants(given.verb);
    std::vector<MutantVerdict> mutants = chosen_mutants(given);
    if (given.has("list")) {
        print(listing(mutants));
        return ExitCode::Held;
    }
    const TrialGround ground{engine, model, jobs_at_a_time(given), given.has("every-test")};
    if (given.has("report")) check_output(given.filled_text("report"));
    try_mutants(mutants, ground);
    const bool passed = std::all_of(mutants.begin(), mutants.end(),
                                    [](const MutantVerdict& one) { return one.as_it_should(); });
    if (given.has("report")) {
        write_output(given.filled_text("report"),
                     report_text(mutants, passed, !given.has("no-host")));
    }
    if (given.text("report") != "-") print(table(mutants) + summary_line(mutants, passed));
    return passed ? ExitCode::Held : ExitCode::Failed;
}

}  // namespace pvscsim::scenarios
