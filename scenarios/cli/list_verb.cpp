// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "conformance/catalogue.h"
#include "conformance/driver/driver_exercises.h"
#include "conformance/suite/rule_test.h"
#include "models/backend/presets.h"
#include "models/base/fault_points.h"
#include "reports/wrapped_text.h"
#include "scenarios/cli/library.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/terminal.h"
#include "scenarios/cli/verb_options.h"
#include "scenarios/cli/verbs.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/profile.h"
#include "scenarios/config/scenario_reader.h"
#include "scenarios/config/sections.h"

namespace pvscsim::scenarios {
namespace {

using Row = std::pair<std::string, std::string>;
using Rows = std::vector<Row>;

Rows scenario_rows() {
    Rows rows;
    const std::vector<LibraryScenario> scenarios = library_scenarios();
    std::size_t family = 0;
    std::size_t name = 0;
    std::size_t run = 0;
    for (const LibraryScenario& scenario : scenarios) {
        family = std::max(family, scenario.family.size());
        name = std::max(name, scenario.name.size());
        run = std::max(run, scenario.run.size());
    }
    const auto padded = [](const std::string& text, std::size_t width) {
        return text + std::string(width - text.size() + 2, ' ');
    };
    for (const LibraryScenario& scenario : scenarios) {
        std::string columns = padded(scenario.family, family) + padded(scenario.name, name);
        columns += std::string(run - scenario.run.size(), ' ') + scenario.run;
        rows.emplace_back(std::move(columns), read_scenario(scenario.file).purpose);
    }
    return rows;
}

/// Each profile, and what it rests on.
Rows profile_rows() {
    Rows rows;
    for (const std::string& name : profile_names()) {
        const Profile profile = read_profile(name);
        rows.emplace_back(name, profile.summary);
        for (const ProfileClaim& claim : profile.claims) {
            rows.emplace_back("  " + claim.feature, std::string(confidence_name(claim.confidence)) +
                                                        ": " + claim.says + " [" + claim.source +
                                                        "]");
        }
    }
    return rows;
}

Rows defect_rows() {
    Rows rows;
    for (const QuirkName& defect : kDefects) rows.emplace_back(defect.name, defect.meaning);
    for (const QuirkName& variant : kVariants) rows.emplace_back(variant.name, variant.meaning);
    return rows;
}

Rows backend_rows() {
    Rows rows;
    for (const BackendPreset& preset : backend_presets()) {
        rows.emplace_back(preset.name, preset.summary);
    }
    return rows;
}

/// The named costs of a section, what is counted in cycles or time, with their defaults.
void add_costs(const SectionSpec& section, const std::string& path, Rows& rows) {
    for (const FieldSpec& field : section.fields) {
        if (field.unit != "cycles" && field.unit != "ns" && field.unit != "ps" &&
            field.unit != "10^6 bytes/s") {
            continue;
        }
        rows.emplace_back(path + std::string(field.key), field.default_value.dump() + " " +
                                                             std::string(field.unit) + ": " +
                                                             std::string(field.meaning));
    }
}

Rows cost_rows() {
    Rows rows;
    add_costs(machine_section().spec(), "machine.", rows);
    add_costs(costs_section().spec(), "machine.costs.", rows);
    add_costs(iommu_section().spec(), "machine.iommu.", rows);
    add_costs(worker_section().spec(), "device.worker.", rows);
    return rows;
}

Rows adapter_rows() {
    return {{"memory_bar0", "registers in memory BAR 0, class SCSI, as QEMU's; the default layout"},
            {"io_bar0", "an inert I/O BAR before the registers, class SAS, as VMware's"}};
}

Rows fault_rows() {
    Rows rows;
    for (const FaultSpec& spec : fault_specs()) {
        const FaultPointSpec& point = point_spec(spec.point);
        rows.emplace_back(
            fault_name(spec.point, spec.effect),
            std::string(fault_layer_name(point.layer)) + ", " + point.where + ": " + spec.happens);
    }
    return rows;
}

Rows rule_rows() {
    Rows rows;
    for (const conformance::Rule& rule : conformance::catalogue()) {
        rows.emplace_back(rule.id + " " + rule.level, rule.statement);
    }
    return rows;
}

/// What `pvscsim conform` runs, for devices, for drivers, and for both together.
Rows test_rows() {
    Rows rows;
    for (const auto* tests : {&conformance::rule_tests(), &conformance::driver_tests(),
                              &conformance::driver_exercises()}) {
        for (const conformance::RuleTest& test : *tests)
            rows.emplace_back(test.id(), test.stimulus);
    }
    return rows;
}

/// One line a row; on a terminal, a long one goes on in its column.
std::string table(const Rows& rows) {
    constexpr std::size_t kTextColumnsMin = 24;
    const std::size_t terminal = terminal_columns(STDOUT_FILENO);
    std::size_t width = 0;
    for (const Row& row : rows) {
        width = std::max(width, row.first.size());
    }
    std::string text;
    for (const Row& row : rows) {
        const std::size_t indent = width + 2;
        text += row.first + std::string(indent - row.first.size(), ' ');
        text += terminal < indent + kTextColumnsMin
                    ? row.second
                    : reports::wrapped(row.second, terminal - indent, indent);
        text += '\n';
    }
    return text;
}

struct Topic {
    const char* name;
    Rows (*rows)();
};
constexpr Topic kTopics[] = {
    {"scenarios", scenario_rows}, {"adapters", adapter_rows}, {"profiles", profile_rows},
    {"defects", defect_rows},     {"backends", backend_rows}, {"cost-models", cost_rows},
    {"faults", fault_rows},       {"rules", rule_rows},       {"tests", test_rows}};

/// The topics' names with `between` them, and `last` before the last one.
std::string topic_names(const char* between, const char* last) {
    std::string names;
    for (const Topic& topic : kTopics) {
        const bool is_last = &topic == std::end(kTopics) - 1;
        names += (names.empty() ? "" : is_last ? last : between) + std::string(topic.name);
    }
    return names;
}

}  // namespace

ExitCode list_verb(const Arguments& arguments) {
    const std::string usage =
        "[" + topic_names(" | ", " | ") + "]\n\nPrints what there is: of one kind, or of each.";
    const VerbArguments given("list", usage, "TOPIC",
                              boost::program_options::options_description("options"), arguments);
    const Arguments topics = given.texts("TOPIC");
    if (given.help) {
        return ExitCode::Held;
    }
    if (topics.size() > 1) {
        throw ConfigError(given.verb, "",
                          "expected one topic at most, got " + std::to_string(topics.size()));
    }
    std::string text;
    for (const Topic& topic : kTopics) {
        if (topics.empty()) {
            text += (text.empty() ? "" : "\n") + std::string(topic.name) + "\n\n";
        }
        if (topics.empty() || topics[0] == topic.name) {
            text += table(topic.rows());
        }
    }
    if (text.empty()) {
        throw ConfigError(
            given.verb, "",
            "expected " + topic_names(", ", " or ") + ", got \"" + topics.at(0) + "\"");
    }
    print(text);
    return ExitCode::Held;
}

}  // namespace pvscsim::scenarios
