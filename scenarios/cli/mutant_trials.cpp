// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/mutant_trials.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "conformance/suite/outcome.h"
#include "scenarios/cli/library.h"
#include "scenarios/cli/mutant_switch.h"
#include "scenarios/cli/test_processes.h"
#include "scenarios/config/profile.h"
#include "scenarios/config/scenario_reader.h"

namespace pvscsim::scenarios {
namespace {

using conformance::Outcome;
using conformance::RuleTest;

// A test takes milliseconds; what takes that long waits for something that never comes.
constexpr unsigned kTrialSecondsMax = 30;

/// A run that the monitor watches, short.
struct Watched {
    const char* scenario;
    const char* override_text;
};
constexpr std::array<Watched, 3> kWatched{{
    {"random-read-4k", "workload.requests=200"},
    {"threshold-saves-doorbells", "workload.requests=400"},
    {"hot-add", "seed=1"},
}};

/// One thing that is tried with one mutant: a directed test, or a watched run.
struct Trial {
    std::size_t mutant = 0;
    const RuleTest* test = nullptr;
    const DeviceConfig* device = nullptr;
    const Scenario* scenario = nullptr;
};

bool names(const std::vector<std::string>& rules, const std::string& rule) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

void add_broken(nlohmann::json& broken, const std::string& rule, const std::string& test,
                const std::string& evidence) {
    broken.push_back({{"rule", rule}, {"test", test}, {"evidence", evidence}});
}

void put_to_the_test(const Trial& trial, const TrialGround& ground, nlohmann::json& broken) {
    Outcome outcome;
    const auto use = [&](conformance::DeviceUnderTest& device) {
        outcome = conformance::run_rule_test(*trial.test, device);
    };
    try {
        ground.model(*trial.device, use);
    } catch (const std::exception& error) {
        outcome = {conformance::Verdict::Ended, {error.what()}};
    }
    if (!outcome.failed()) return;
    add_broken(broken, trial.test->rule, trial.test->id(),
               outcome.evidence.empty() ? "" : outcome.evidence.front());
}

void watch_a_run(const Trial& trial, const TrialGround& ground, nlohmann::json& broken) {
    RunOptions options;
    options.host = false;
    const RunOutput output = ground.run(*trial.scenario, options);
    if (!output.report.contains("protocol")) return;
    for (const auto& violation : output.report.at("protocol").at("violations")) {
        add_broken(broken, violation.at("rule"), "run " + trial.scenario->name,
                   violation.at("what"));
    }
}

/// In a process of its own.
std::string try_one(const Trial& trial, const std::string& id, const TrialGround& ground) {
    const auto begin = std::chrono::steady_clock::now();
    become_mutant("pvscsim mutants", id);
    // How a mutant ends its process is told in the table.
    if (std::freopen("/dev/null", "w", stderr) == nullptr) return "";
    nlohmann::json told{{"broken", nlohmann::json::array()}};
    try {
        if (trial.test != nullptr) {
            put_to_the_test(trial, ground, told["broken"]);
        } else {
            watch_a_run(trial, ground, told["broken"]);
        }
    } catch (const std::exception& error) {
        told["ended"] = error.what();
    }
    told["us"] = std::chrono::duration_cast<std::chrono::microseconds>(
                     std::chrono::steady_clock::now() - begin)
                     .count();
    return told.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

class Trials {
public:
    Trials(std::vector<MutantVerdict>& mutants, const TrialGround& ground)
        : mutants_(mutants), ground_(ground) {}

    /// The next trials are for mutants that `wanted` names, with each test that `chosen` names.
    template <class Wanted, class Chosen>
    void add_tests(const DeviceConfig& device, Wanted&& wanted, Chosen&& chosen) {
        for (std::size_t i = 0; i < mutants_.size(); ++i) {
            if (!wanted(mutants_[i])) continue;
            for (const RuleTest& test : conformance::rule_tests()) {
                const bool of_driver = std::string(test.rule).rfind("DRIVER-", 0) == 0;
                if (of_driver != mutants_[i].of_driver() || !chosen(mutants_[i], test)) continue;
                trials_.push_back({i, &test, &device, nullptr});
            }
        }
    }
    void add_runs(const std::vector<Scenario>& scenarios) {
        for (std::size_t i = 0; i < mutants_.size(); ++i) {
            if (done(mutants_[i])) continue;
            for (const Scenario& scenario : scenarios) {
                trials_.push_back({i, nullptr, nullptr, &scenario});
            }
        }
    }
    /// Is nothing more to be learnt of it?
    bool done(const MutantVerdict& mutant) const {
        return !mutant.mutant.reason.empty() || (mutant.killed_as_listed() && !ground_.every_test);
    }
    void run() {
        const std::vector<ProcessEnd> ends =
            run_in_processes(trials_.size(), ground_.jobs, kTrialSecondsMax, [&](std::size_t n) {
                return try_one(trials_[n], mutants_[trials_[n].mutant].mutant.id, ground_);
            });
        for (std::size_t n = 0; n < trials_.size(); ++n) take(trials_[n], ends[n]);
        trials_.clear();
    }

private:
    void take(const Trial& trial, const ProcessEnd& end) {
        MutantVerdict& mutant = mutants_[trial.mutant];
        const nlohmann::json told = nlohmann::json::parse(end.text, nullptr, false);
        if (!told.is_object()) {
            // It ended its process, or took all the time there was.
            if (trial.test != nullptr) kill(mutant, trial.test->rule, trial.test->id(), end.how);
            return;
        }
        mutant.took_us += told.at("us").get<std::uint64_t>();
        for (const nlohmann::json& broken : told.at("broken")) {
            kill(mutant, broken.at("rule"), broken.at("test"), broken.at("evidence"));
        }
    }
    // The first to tell of it, but that a listed rule goes before others.
    static void kill(MutantVerdict& mutant, const std::string& rule, const std::string& test,
                     const std::string& evidence) {
        if (mutant.killers.empty() || (!mutant.killed_as_listed() && names(mutant.rules, rule))) {
            mutant.test = test;
            mutant.evidence = evidence;
        }
        mutant.killers.insert(rule);
    }

    std::vector<MutantVerdict>& mutants_;
    const TrialGround& ground_;
    std::vector<Trial> trials_;
};

std::vector<Scenario> watched_scenarios() {
    std::vector<Scenario> scenarios;
    for (const Watched& watched : kWatched) {
        scenarios.push_back(
            read_scenario(scenario_file(watched.scenario), {watched.override_text}));
    }
    return scenarios;
}

DeviceConfig device_of(const std::string& profile) {
    DeviceConfig config = read_profile(profile).device;
    config.profile = profile;
    return config;
}

}  // namespace

bool MutantVerdict::killed_as_listed() const {
    return std::any_of(rules.begin(), rules.end(),
                       [this](const std::string& rule) { return killers.count(rule) != 0; });
}

std::string MutantVerdict::verdict() const {
    if (!mutant.reason.empty()) return "not expressed";
    if (killed_as_listed()) return "killed";
    return killed() ? "killed by another rule" : "survived";
}

bool MutantVerdict::as_it_should() const {
    return killed_as_listed() || !mutant.reason.empty() || !mutant.kind.empty();
}

void try_mutants(std::vector<MutantVerdict>& mutants, const TrialGround& ground) {
    const DeviceConfig plain = device_of("ideal");
    const DeviceConfig coalescing = device_of("vsphere-8");
    const std::vector<Scenario> scenarios = watched_scenarios();
    Trials trials(mutants, ground);
    const auto open = [&](const MutantVerdict& mutant) { return !trials.done(mutant); };
    const auto listed = [](const MutantVerdict& mutant, const RuleTest& test) {
        return names(mutant.rules, test.rule);
    };
    const auto other = [&](const MutantVerdict& mutant, const RuleTest& test) {
        return !listed(mutant, test);
    };
    trials.add_tests(plain, open, listed);
    trials.run();
    trials.add_tests(
        coalescing,
        [&](const MutantVerdict& mutant) { return open(mutant) && !mutant.of_driver(); }, listed);
    trials.run();
    trials.add_runs(scenarios);
    trials.run();
    trials.add_tests(plain, open, other);
    trials.run();
}

}  // namespace pvscsim::scenarios
