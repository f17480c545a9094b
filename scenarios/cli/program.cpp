// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdio>
#include <new>

#include "conformance/suite/waivers.h"
#include "reports/report.h"
#include "scenarios/cli/expectation_paths.h"
#include "scenarios/cli/library.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/config/schema.h"

namespace pvscsim::scenarios {
namespace {

namespace po = boost::program_options;

constexpr const char* kUsage =
    "usage: pvscsim VERB [arguments]\n\n"
    "  run SCENARIO...       run scenarios and report\n"
    "  validate SCENARIO...  check scenarios and their traces, run nothing\n"
    "  conform               put a device to the test, rule by rule\n"
    "  mutants               put known-bad devices and drivers to the suite; in a test build "
    "alone\n"
    "  schema NAME           print the JSON schema of a scenario, a report or a waiver file\n"
    "  list [TOPIC]          print scenarios, adapters, profiles, defects, backends, cost-models,\n"
    "                        faults, rules, tests\n\n"
    "  --version             print the version\n"
    "  --help                print this; `pvscsim VERB --help` prints a verb's options\n\n"
    "Exit codes: 0 all expectations held, 1 one did not, 2 bad input, 3 something needed is not\n"
    "there, 70 internal error.\n";

ExitCode dispatch(const Arguments& arguments, const RunEngine& engine, const ModelEngine& model) {
    const std::string verb = arguments.empty() ? std::string() : arguments.front();
    const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
    if (verb == "run") {
        return run_verb(rest, engine);
    }
    if (verb == "validate") {
        return validate_verb(rest);
    }
    if (verb == "conform") {
        return conform_verb(rest, model);
    }
    if (verb == "mutants") {
        return mutants_verb(rest, engine, model);
    }
    if (verb == "schema") {
        return schema_verb(rest);
    }
    if (verb == "list") {
        return list_verb(rest);
    }
    if (verb == "--version") {
        print("pvscsim " PVSCSIM_VERSION "\n");
        return ExitCode::Held;
    }
    if (verb == "--help" || verb == "-h" || verb == "help") {
        print(kUsage);
        return ExitCode::Held;
    }
    throw ConfigError(
        "pvscsim", "",
        "expected one of run, validate, conform, mutants, schema, list, --help, --version, got " +
            (verb.empty() ? std::string("nothing") : "\"" + verb + "\"") +
            "; see `pvscsim --help`");
}

}  // namespace

ExitCode validate_verb(const Arguments& arguments) {
    po::options_description options("options");
    options.add_options()("set", po::value<Arguments>()->composing()->value_name("PATH=VALUE"),
                          "replace a value of the scenario; may be repeated");
    const VerbArguments given("validate",
                              "SCENARIO... [options]\n\nChecks scenarios and the traces that they "
                              "name; runs nothing.",
                              "SCENARIO", options, arguments);
    if (given.help) {
        return ExitCode::Held;
    }
    const Arguments operands = given.texts("SCENARIO");
    if (operands.empty()) {
        throw ConfigError(given.verb, "", "expected a SCENARIO; see `pvscsim validate --help`");
    }
    ExitCode worst = ExitCode::Held;
    for (const std::string& operand : operands) {
        try {
            const Scenario scenario = read_scenario(scenario_file(operand), given.texts("set"));
            check_expectation_paths(scenario);
            check_workload(scenario);
            print(operand + ": valid\n");
        } catch (const ConfigError& error) {
            std::fprintf(stderr, "%s\n", error.what());
            worst = ExitCode::BadInput;
        }
    }
    return worst;
}

ExitCode schema_verb(const Arguments& arguments) {
    po::options_description options("options");
    options.add_options()("markdown", "print the reference instead, as Markdown");
    const VerbArguments given(
        "schema",
        "NAME [options]\n\nPrints the JSON schema (draft 7) of NAME: scenario, "
        "report or waivers; with --markdown the reference of scenario, report or faults.",
        "NAME", options, arguments);
    if (given.help) {
        return ExitCode::Held;
    }
    const Arguments names = given.texts("NAME");
    const std::string name = names.size() == 1 ? names.front() : std::string();
    const bool markdown = given.has("markdown");
    if (markdown && name == "faults") {
        print(fault_reference());
        return ExitCode::Held;
    }
    if (!markdown && name == "waivers") {
        print(conformance::waivers_schema().dump(2) + "\n");
        return ExitCode::Held;
    }
    if (name != "scenario" && name != "report") {
        throw ConfigError(
            given.verb, "",
            std::string("expected one NAME, scenario, report or ") +
                (markdown ? "faults" : "waivers") + ", got " +
                (names.size() == 1 ? "\"" + name + "\"" : std::to_string(names.size())));
    }
    const bool scenario = name == "scenario";
    if (markdown) {
        print(scenario ? scenario_reference() : reports::report_reference());
    } else {
        print((scenario ? scenario_schema() : reports::report_schema()).dump(2) + "\n");
    }
    return ExitCode::Held;
}

int run_program(const Arguments& arguments, const RunEngine& engine, const ModelEngine& model) {
    // A reader that has gone shall be an error of the write, not the end of the process.
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGXFSZ, SIG_IGN);  // likewise a file that may not grow
    ExitCode code = ExitCode::Bug;
    std::string problem;
    try {
        return static_cast<int>(dispatch(arguments, engine, model));
    } catch (const ConfigError& error) {
        code = ExitCode::BadInput;
        problem = error.what();
    } catch (const LackError& error) {
        code = ExitCode::Lacking;
        problem = error.what();
    } catch (const std::bad_alloc&) {
        code = ExitCode::Lacking;
        problem = "pvscsim: there is not enough memory";
    } catch (const std::exception& error) {
        problem = std::string("pvscsim: internal error: ") + error.what();
    }
    std::fprintf(stderr, "%s\n", problem.c_str());
    return static_cast<int>(code);
}

}  // namespace pvscsim::scenarios
