// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <set>

#include "scenarios/cli/expectation_paths.h"
#include "scenarios/cli/library.h"
#include "scenarios/cli/mutant_switch.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/progress_line.h"
#include "scenarios/cli/terminal.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/scenario_reader.h"

namespace pvscsim::scenarios {
namespace {

namespace po = boost::program_options;

constexpr std::size_t kKept = 4;  // in memory until they are written
const std::array<const char*, 5> kOutputs{{"report", "html", "trace", "vcd", "bus-trace"}};

VerbArguments parsed(const Arguments& arguments) {
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    po::options_description options("options");
    // clang-format off
    options.add_options()
        ("set", po::value<Arguments>()->composing()->value_name("PATH=VALUE"), "replace a value of the scenario; may be repeated")
        ("seed", text("N"), "replace the scenario's seed")
        ("report", text("FILE"), "write the report as JSON")
        ("html", text("FILE"), "write the report as a page with charts")
        ("trace", text("FILE"), "write a trace for Perfetto")
        ("vcd", text("FILE"), "write a waveform for GTKWave")
        ("bus-trace", text("FILE"), "write what passes on the adapter's bus, for `pvscsim conform --target trace`")
        ("log", text("LEVEL"), "off, error, warning, info or debug, on standard error")
        ("sync", text("MODE"), "on-demand, or every-access: the slow reference mode, with the same report")
        ("mutant", text("ID"), "in a test build alone: the device or driver is wrong in this one way")
        ("no-monitor", "do not watch the protocol; the report says nothing of it")
        ("no-host", "leave out of the report what depends on this computer")
        ("no-progress", "no progress on the terminal")
        ("quiet", "no progress and no summary");
    // clang-format on
    return {
        "run",
        "SCENARIO... [options]\n\nRuns scenarios: files, or names that `pvscsim list scenarios` "
        "prints; \"-\" is standard\ninput, and for one FILE standard output. With several "
        "scenarios, "
        "a FILE must contain\n{name}.",
        "SCENARIO", std::move(options), arguments};
}

/// The values that the options lay over each scenario.
Arguments overrides_of(const VerbArguments& given) {
    Arguments overrides = given.texts("set");
    if (given.has("seed")) {
        const std::string seed = given.text("seed");
        const bool digits = !seed.empty() && std::all_of(seed.begin(), seed.end(), [](char c) {
            return c >= '0' && c <= '9';
        });
        if (!digits) {
            throw ConfigError(
                given.verb, "",
                "--seed: expected an integer in [0, 18446744073709551615], got \"" + seed + "\"");
        }
        overrides.push_back("seed=" + seed);
    }
    return overrides;
}

/// The file of an output option for one scenario; empty without the option.
std::string output_name(const VerbArguments& given, const std::string& option,
                        const Scenario& scenario) {
    constexpr std::string_view kName = "{name}";
    std::string file = given.filled_text(option);
    for (std::size_t at = file.find(kName); at != std::string::npos;
         at = file.find(kName, at + scenario.name.size())) {
        file.replace(at, kName.size(), scenario.name);
    }
    return file;
}

/// The files that a run of `scenario` reads.
std::vector<std::string> inputs_of(const Scenario& scenario) {
    std::vector<std::string> files;
    if (scenario.file != "-") files.push_back(scenario.file);  // standard input is no output
    const auto add_trace = [&](const WorkloadConfig& workload) {
        const std::filesystem::path folder = scenario_folder(scenario);
        if (!workload.file.empty()) files.push_back((folder / workload.file).string());
    };
    add_trace(scenario.workload);
    for (const NeighbourConfig& each : scenario.neighbours) add_trace(each.workload);
    return files;
}

/// A name stands for itself: what is mistyped in braces would become a file's name.
void check_braces(const VerbArguments& given, const std::string& option) {
    const std::string text = given.text(option);
    for (std::size_t at = text.find('{'); at != std::string::npos; at = text.find('{', at + 1)) {
        const std::size_t end = text.find('}', at);
        if (end != std::string::npos && text.substr(at, end - at + 1) != "{name}") {
            throw ConfigError(given.verb, "",
                              "--" + option + ": expected nothing in braces but {name}, got \"" +
                                  text.substr(at, end - at + 1) + "\"");
        }
    }
}

/// Refuses outputs that would overwrite each other or cannot be written, before anything runs.
void check_outputs(const VerbArguments& given, const std::vector<Scenario>& scenarios) {
    std::set<std::string> names;
    std::set<std::string> inputs;
    for (const Scenario& scenario : scenarios) {
        for (const std::string& file : inputs_of(scenario)) inputs.insert(file_identity(file));
    }
    for (const char* option : kOutputs) {
        check_braces(given, option);
        for (const Scenario& scenario : scenarios) {
            const std::string file = output_name(given, option, scenario);
            const std::string identity = file_identity(file);
            if (!file.empty() && inputs.count(identity) != 0) {
                throw ConfigError(given.verb, "",
                                  std::string("--") + option +
                                      ": expected another file than those that are read, got \"" +
                                      file + "\"");
            }
            if (!file.empty() && !names.insert(identity).second) {
                throw ConfigError(given.verb, "",
                                  std::string("--") + option +
                                      ": expected a file of its own for each scenario and option "
                                      "({name} stands for the scenario's name), got \"" +
                                      given.text(option) + "\" again");
            }
            if (!file.empty()) {
                check_output(file);
            }
        }
    }
}

RunTask task_of(const VerbArguments& given) {
    const auto is_stdout = [&](const char* option) { return given.text(option) == "-"; };
    const char* no_color = std::getenv("NO_COLOR");
    RunTask task;
    task.options.trace = given.has("trace");
    task.options.vcd = given.has("vcd");
    task.options.sync_every_access = given.one_of("sync", {"on-demand", "every-access"}) == 1;
    task.options.monitor = !given.has("no-monitor");
    task.options.host = !given.has("no-host");
    task.options.log =
        static_cast<LogLevel>(given.one_of("log", {"off", "error", "warning", "info", "debug"}));
    task.progress = ProgressLine::wanted() && !given.has("no-progress") && !given.has("quiet");
    task.report = given.has("report");
    task.html = given.has("html");
    // Standard output carries one thing: an output that was sent there, or else the summary.
    task.summary = !given.has("quiet") && std::none_of(kOutputs.begin(), kOutputs.end(), is_stdout);
    task.style.color = ::isatty(STDOUT_FILENO) == 1 && (no_color == nullptr || *no_color == '\0');
    const std::size_t columns = terminal_columns(STDOUT_FILENO);
    task.style.columns = columns == 0 ? task.style.columns : columns;
    return task;
}

ExitCode run_one(const VerbArguments& given, const RunEngine& engine, const Scenario& scenario,
                 RunTask task) {
    std::optional<LongOutput> bus_trace;
    if (given.has("bus-trace")) {
        bus_trace.emplace(output_name(given, "bus-trace", scenario));
        task.options.bus_trace = [&](std::string_view piece) { bus_trace->add(piece); };
    }
    RunResult result;
    {
        ProgressLine line(scenario.name);
        result = run_in_process(engine, scenario, task,
                                [&](const Progress& progress) { line.show(progress); });
    }
    if (!result.problem.empty()) {
        std::fprintf(stderr, "%s\n", result.problem.c_str());
        return result.code;
    }
    const std::array<const std::string*, kKept> contents{
        {&result.report, &result.html, &result.trace, &result.vcd}};
    std::string written;
    for (std::size_t i = 0; i < kOutputs.size(); ++i) {
        const std::string file = output_name(given, kOutputs[i], scenario);
        if (!file.empty()) {
            if (i < kKept) {
                write_output(file, *contents[i]);
            } else {
                bus_trace->publish();
            }
            written += (written.empty() ? "written: " : ", ") + file;
        }
    }
    if (task.summary) {
        print(result.summary + written + (written.empty() ? "" : "\n"));
    }
    return result.code;
}

}  // namespace

ExitCode run_verb(const Arguments& arguments, const RunEngine& engine) {
    const VerbArguments given = parsed(arguments);
    if (given.help) {
        return ExitCode::Held;
    }
    const Arguments operands = given.texts("SCENARIO");
    if (operands.empty()) {
        throw ConfigError(given.verb, "", "expected a SCENARIO; see `pvscsim run --help`");
    }
    const Arguments overrides = overrides_of(given);
    const RunTask task = task_of(given);
    std::vector<Scenario> scenarios;
    for (const std::string& operand : operands) {
        scenarios.push_back(read_scenario(scenario_file(operand), overrides));
        check_expectation_paths(scenarios.back());
    }
    take_mutant_option(given);
    for (const Scenario& scenario : scenarios) check_monitored(scenario, task.options.monitor);
    check_outputs(given, scenarios);
    ExitCode worst = ExitCode::Held;
    for (const Scenario& scenario : scenarios) {
        if (task.summary && &scenario != &scenarios.front()) {
            print("\n");
        }
        worst = std::max(worst, run_one(given, engine, scenario, task));
    }
    return worst;
}

}  // namespace pvscsim::scenarios
