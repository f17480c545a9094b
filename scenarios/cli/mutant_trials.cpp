// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/mutant_trials.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "conformance/driver/driver_test.h"
#include "conformance/suite/outcome.h"
#include "scenarios/cli/core_under_test.h"
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

/// What a directed test is run on: a model of the device, or the driver core.
struct Place {
    DeviceConfig device;
    std::size_t personality = 0;
    bool of_driver = false;
};

/// One thing that is tried: a directed test in a place, or a watched run.
struct Trial {
    const MutantVerdict* mutant = nullptr;  ///< null: none, everything should be well
    const RuleTest* test = nullptr;
    const Place* place = nullptr;
    const Scenario* scenario = nullptr;
};

/// That a rule was broken, as a trial tells it.
struct Broken {
    std::string rule;
    std::string by;  ///< the test, or the run
    std::string evidence;
};

bool names(const std::vector<std::string>& rules, const std::string& rule) {
    return std::find(rules.begin(), rules.end(), rule) != rules.end();
}

Outcome outcome_in(const Place& place, const RuleTest& test, const TrialGround& ground) {
    Outcome outcome;
    try {
        if (place.of_driver) {
            return conformance::run_driver_test(test, core_under_test(place.personality));
        }
        ground.model(place.device, [&](conformance::DeviceUnderTest& device) {
            outcome = conformance::run_rule_test(test, device);
        });
    } catch (const std::exception& error) {
        return {conformance::Verdict::Ended, {error.what()}};
    }
    return outcome;
}

std::vector<Broken> broken_by(const Trial& trial, const TrialGround& ground) {
    if (trial.test != nullptr) {
        const Outcome outcome = outcome_in(*trial.place, *trial.test, ground);
        if (!outcome.failed()) return {};
        return {{trial.test->rule, trial.test->id(),
                 outcome.evidence.empty() ? "" : outcome.evidence.front()}};
    }
    RunOptions options;
    options.host = false;
    const RunOutput output = ground.run(*trial.scenario, options);
    std::vector<Broken> broken;
    if (!output.report.contains("protocol")) return broken;
    for (const auto& violation : output.report.at("protocol").at("violations")) {
        broken.push_back(
            {violation.at("rule"), "run " + trial.scenario->name, violation.at("what")});
    }
    return broken;
}

/// In a process of its own.
std::string try_one(const Trial& trial, const TrialGround& ground) {
    const auto begin = std::chrono::steady_clock::now();
    if (trial.mutant != nullptr) become_mutant("pvscsim mutants", trial.mutant->mutant.id);
    // How a mutant ends its process is told in the table.
    if (std::freopen("/dev/null", "w", stderr) == nullptr) return "";
    nlohmann::json told{{"broken", nlohmann::json::array()}};
    try {
        for (const Broken& each : broken_by(trial, ground)) {
            told["broken"].push_back({each.rule, each.by, each.evidence});
        }
    } catch (const std::exception&) {
        // A run that a mutant keeps from its end tells of no rule.
        told["broken"].clear();
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

    /// The next trials of those that are not done: each test that `chosen` names, in `place`.
    template <class Chosen>
    void add_tests(const Place& place, Chosen&& chosen) {
        for (const MutantVerdict& mutant : mutants_) {
            if (done(mutant) || mutant.of_driver() != place.of_driver) continue;
            for (const RuleTest& test :
                 place.of_driver ? conformance::driver_tests() : conformance::rule_tests()) {
                if (chosen(mutant, test)) trials_.push_back({&mutant, &test, &place, nullptr});
            }
        }
    }
    void add_runs(const std::vector<Scenario>& scenarios) {
        for (const MutantVerdict& mutant : mutants_) {
            if (done(mutant)) continue;
            for (const Scenario& scenario : scenarios) {
                trials_.push_back({&mutant, nullptr, nullptr, &scenario});
            }
        }
    }
    void run() {
        const std::vector<std::vector<Broken>> told = results_of(trials_);
        std::vector<Trial> plain;
        for (std::size_t n = 0; n < trials_.size(); ++n) {
            if (told[n].empty()) continue;
            plain.push_back(trials_[n]);
            plain.back().mutant = nullptr;
        }
        // What is told of without any mutant too tells of none.
        const std::vector<std::vector<Broken>> always = results_of(plain);
        std::size_t next = 0;
        for (std::size_t n = 0; n < trials_.size(); ++n) {
            if (told[n].empty()) continue;
            std::vector<std::string> known;
            for (const Broken& each : always[next]) known.push_back(each.rule);
            ++next;
            for (const Broken& each : told[n]) {
                if (!names(known, each.rule)) kill(mutant_of(trials_[n]), each);
            }
        }
        trials_.clear();
    }

private:
    /// Is nothing more to be learnt of it?
    bool done(const MutantVerdict& mutant) const {
        return !mutant.mutant.reason.empty() || (mutant.killed_as_listed() && !ground_.every_test);
    }
    MutantVerdict& mutant_of(const Trial& trial) {
        return mutants_[static_cast<std::size_t>(trial.mutant - mutants_.data())];
    }
    std::vector<std::vector<Broken>> results_of(const std::vector<Trial>& trials) {
        const std::vector<ProcessEnd> ends =
            run_in_processes(trials.size(), ground_.jobs, kTrialSecondsMax,
                             [&](std::size_t n) { return try_one(trials[n], ground_); });
        std::vector<std::vector<Broken>> results(trials.size());
        for (std::size_t n = 0; n < trials.size(); ++n) {
            const nlohmann::json told = nlohmann::json::parse(ends[n].text, nullptr, false);
            if (told.is_object()) {
                if (trials[n].mutant != nullptr) {
                    mutant_of(trials[n]).took_us += told.at("us").get<std::uint64_t>();
                }
                for (const auto& each : told.at("broken")) {
                    results[n].push_back({each.at(0), each.at(1), each.at(2)});
                }
            } else if (trials[n].test != nullptr) {
                // It ended its process, or took all the time there was.
                results[n].push_back({trials[n].test->rule, trials[n].test->id(), ends[n].how});
            }
        }
        return results;
    }
    // The first to tell of it, but that a listed rule goes before others.
    static void kill(MutantVerdict& mutant, const Broken& broken) {
        if (mutant.killers.empty() ||
            (!mutant.killed_as_listed() && names(mutant.rules, broken.rule))) {
            mutant.test = broken.by;
            mutant.evidence = broken.evidence;
        }
        mutant.killers.insert(broken.rule);
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

Place model_place(const std::string& profile) {
    Place place;
    place.device = read_profile(profile).device;
    place.device.profile = profile;
    return place;
}

Place driver_place(const std::string& personality) {
    const std::vector<std::string>& all = personality_names();
    Place place;
    place.of_driver = true;
    place.personality =
        static_cast<std::size_t>(std::find(all.begin(), all.end(), personality) - all.begin());
    return place;
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
    // The plainest first, then one that has what the first lacks: request coalescing; habits.
    const std::array<Place, 2> first{model_place("ideal"), driver_place("native")};
    const std::array<Place, 2> second{model_place("vsphere-8"), driver_place("linux")};
    const std::vector<Scenario> scenarios = watched_scenarios();
    Trials trials(mutants, ground);
    const auto listed = [](const MutantVerdict& mutant, const RuleTest& test) {
        return names(mutant.rules, test.rule);
    };
    const auto other = [&](const MutantVerdict& mutant, const RuleTest& test) {
        return !listed(mutant, test);
    };
    for (const auto* places : {&first, &second}) {
        for (const Place& place : *places) trials.add_tests(place, listed);
        trials.run();
    }
    trials.add_runs(scenarios);
    trials.run();
    for (const Place& place : first) trials.add_tests(place, other);
    trials.run();
}

}  // namespace pvscsim::scenarios
