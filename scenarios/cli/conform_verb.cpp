// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <optional>
#include <string>

#include "conformance/catalogue.h"
#include "conformance/driver/driver_exercises.h"
#include "conformance/driver/driver_test.h"
#include "conformance/suite/suite_result.h"
#include "conformance/targets/qemu_under_test.h"
#include "conformance/targets/socket_device.h"
#include "conformance/targets/socket_driver.h"
#include "scenarios/cli/conform_parts.h"
#include "scenarios/cli/core_under_test.h"
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

constexpr unsigned kSecondsMax = 600;
const Arguments kTargets{"model",  "qemu",         "driver-on-qemu", "trace",
                         "driver", "differential", "socket",         "socket-driver"};
enum Target : std::size_t {
    Model,
    Qemu,
    DriverOnQemu,
    Trace,
    Driver,
    Differential,
    Socket,
    SocketDriver
};

/// What a target brings to the suite.
struct UnderTest {
    std::string device;                           ///< what it is, with its version
    std::string options;                          ///< of the command that repeats a test
    std::function<Outcome(const RuleTest&)> run;  ///< in a process of its own
};

VerbArguments parsed(const Arguments& arguments) {
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    po::options_description options("options");
    // clang-format off
    options.add_options()
        ("target", text("NAME"), "what is tested: model (without the option); qemu, the device of QEMU 7.2; driver-on-qemu, our driver on it; trace, a recorded bus; driver, ours on scripted devices; differential, the model and QEMU's device side by side; socket, another device, and socket-driver, another driver, which --command starts")
        ("profile", text("NAME"), "of the model: one that `pvscsim list profiles` names; ideal without the option")
        ("input", text("FILE"), "of trace: the trace; - is standard input")
        ("personality", text("NAME"), "of driver: as whom it behaves, as `driver.personality` of a scenario; native without the option")
        ("format", text("NAME"), "of trace: pvscsim (without the option), or qemu, the log of QEMU's -trace 'pvscsi_*'")
        ("command", text("COMMAND"), "of socket and socket-driver: starts the device or driver, afresh for each test; {socket} in it becomes the path of a Unix socket to connect to")
        ("filter", text("GLOB"), "only tests whose names match: 'DEVICE-01*', '*.survives_*'")
        ("list", "print the tests, run none")
        ("jobs", text("N"), "tests at a time, 2 without the option")
        ("report", text("FILE"), "write the result as JSON")
        ("junit", text("FILE"), "write the result as JUnit XML")
        ("html", text("FILE"), "write the result as a page")
        ("programs", text("N"), "of differential: how many programs are drawn, 500 without the option")
        ("seed", text("N"), "of differential: which programs, 1 without the option")
        ("first", text("N"), "of differential: the number of the first, 0 without the option")
        ("program", text("FILE"), "of differential: plays this script, as a difference prints one")
        ("without", text("NAMES"), "of differential: defects and variants, with commas, that the model is to lack")
        ("requests", text("N"), "of driver-on-qemu: how many requests are verified, 100000 without the option")
        ("waivers", po::value<Arguments>()->composing()->value_name("FILE"), "failures that are known and explained, as `pvscsim schema waivers`; may be given again")
        ("mutant", text("ID"), "in a test build alone: the device or driver is wrong in this one way");
    // clang-format on
    return {"conform",
            "[options]\n\nPuts a device, or a driver, to the test, rule by rule. A waived failure "
            "is expected; a "
            "waiver that\nmatches no failure, or has expired, fails.",
            "", std::move(options), arguments};
}

const std::vector<RuleTest>& tests_of(std::size_t target) {
    if (target == Driver || target == SocketDriver) return conformance::driver_tests();
    return target == DriverOnQemu ? conformance::driver_exercises() : conformance::rule_tests();
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

Outcome outcome_of(const RuleTest& test, const UnderTest& under_test) {
    try {
        return under_test.run(test);
    } catch (const std::runtime_error& error) {
        return {conformance::Verdict::Ended, {error.what()}};
    }
}

UnderTest the_model(const VerbArguments& given, const DeviceConfig& config,
                    const ModelEngine& model) {
    return {"pvscsim " PVSCSIM_VERSION ", profile " + config.profile,
            given.has("profile") ? " --profile " + config.profile : "",
            [&model, config](const RuleTest& test) {
                Outcome outcome;
                model(config, [&](DeviceUnderTest& device) {
                    outcome = conformance::run_rule_test(test, device);
                });
                return outcome;
            }};
}

UnderTest qemu_alone() {
    return {conformance::qemu_version(), "", [](const RuleTest& test) {
                Outcome outcome;
                conformance::with_qemu_under_test([&](DeviceUnderTest& device) {
                    outcome = conformance::run_rule_test(test, device);
                });
                return outcome;
            }};
}

UnderTest driver_on_qemu(const VerbArguments& given) {
    const std::uint64_t requests =
        number_of(given, "requests", conformance::kExerciseRequests, 100'000'000);
    return {"pvscsim's driver " PVSCSIM_VERSION " on " + conformance::qemu_version(),
            given.has("requests") ? " --requests " + std::to_string(requests) : "",
            [requests](const RuleTest& test) {
                Outcome outcome;
                conformance::with_qemu_under_test([&](DeviceUnderTest& device) {
                    outcome = conformance::run_driver_exercise(test, device, requests);
                });
                return outcome;
            }};
}

UnderTest over_socket(const VerbArguments& given, bool is_driver) {
    if (!given.has("command")) {
        throw ConfigError(given.verb, "",
                          "--command: expected with --target " + given.text("target"));
    }
    const std::string command = given.filled_text("command");
    const std::string option = " --command " + shell_quoted(command);
    if (is_driver) {
        return {conformance::socket_driver_name(command), option,
                [make = conformance::socket_driver(command)](const RuleTest& test) {
                    return conformance::run_driver_test(test, make);
                }};
    }
    return {conformance::socket_device_name(command), option, [command](const RuleTest& test) {
                Outcome outcome;
                conformance::with_socket_device(command, [&](DeviceUnderTest& device) {
                    outcome = conformance::run_rule_test(test, device);
                });
                return outcome;
            }};
}

UnderTest the_core(const VerbArguments& given) {
    const std::size_t personality = given.one_of("personality", personality_names());
    const std::string& name = personality_names()[personality];
    return {"driver core " PVSCSIM_VERSION ", personality " + name,
            given.has("personality") ? " --personality " + name : "",
            [make = core_under_test(personality)](const RuleTest& test) {
                return conformance::run_driver_test(test, make);
            }};
}

UnderTest under_test_of(const VerbArguments& given, std::size_t target, const ModelEngine& model) {
    const std::optional<DeviceConfig> config = model_config(given, target == Model);
    if (given.has("requests") && target != DriverOnQemu) {
        throw ConfigError(given.verb, "", "--requests: expected only with --target driver-on-qemu");
    }
    if (target == Driver) return the_core(given);
    try {
        if (config) return the_model(given, *config, model);
        if (target >= Socket) return over_socket(given, target == SocketDriver);
        return target == Qemu ? qemu_alone() : driver_on_qemu(given);
    } catch (const conformance::TargetMissing& missing) {
        throw LackError(std::string("pvscsim conform: ") + missing.what());
    }
}

}  // namespace

ExitCode conform_verb(const Arguments& arguments, const ModelEngine& model) {
    const VerbArguments given = parsed(arguments);
    if (given.help) return ExitCode::Held;
    const std::size_t target = given.one_of("target", kTargets);
    if (target != Driver) refuse_options(given, {"personality"}, "driver");
    if (target < Socket) refuse_options(given, {"command"}, "socket or socket-driver");
    if (target == Trace) return conform_trace(given);
    refuse_options(given, {"input", "format"}, "trace");
    if (target == Differential) {
        refuse_options(given, {"requests"}, "driver-on-qemu");
        return conform_differential(given, model);
    }
    refuse_options(given, {"programs", "seed", "first", "program", "without"}, "differential");
    const std::vector<const RuleTest*> tests = chosen_tests(given, tests_of(target));
    const std::size_t jobs = number_of(given, "jobs", 2, 256);
    const conformance::Waivers waivers = waivers_of(given, tests_of(target));
    if (given.has("list")) {
        print(list_text(tests));
        return ExitCode::Held;
    }
    take_mutant_option(given);
    check_results(given);
    const UnderTest under_test = under_test_of(given, target, model);
    check_waivers(given, waivers, under_test.device);
    conformance::SuiteResult suite;
    suite.target = kTargets[target];
    suite.device = under_test.device;
    suite.command = "pvscsim conform --target " + suite.target + under_test.options;
    if (given.has("mutant")) {
        suite.command += " --mutant " + given.text("mutant");
        suite.device += ", as " + given.text("mutant");
    }
    const std::vector<ProcessEnd> ends =
        run_in_processes(tests.size(), jobs, kSecondsMax, [&](std::size_t number) {
            return conformance::to_text(outcome_of(*tests[number], under_test));
        });
    for (std::size_t i = 0; i < tests.size(); ++i) {
        suite.results.push_back(
            {tests[i], conformance::outcome_from(ends[i].text, ends[i].how), nullptr});
    }
    conformance::judge_waivers(suite, waivers, today());
    write_results(given, suite, conformance::suite_json(suite));
    return suite.passed() ? ExitCode::Held : ExitCode::Failed;
}

}  // namespace pvscsim::scenarios
