// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/scenario_reader.h"

#include <filesystem>

#include "scenarios/config/buffer_rules.h"
#include "scenarios/config/json_document.h"
#include "scenarios/config/override.h"
#include "scenarios/config/sections.h"
#include "scenarios/workload/io_source.h"

namespace pvscsim::scenarios {

Scenario parse_scenario(const std::string& text, const std::string& file,
                        const std::vector<std::string>& overrides) {
    Origin origin{file == "-" ? "standard input" : file, {}};
    nlohmann::ordered_json document = parse_json(text, origin.file);
    for (const std::string& option : overrides) {
        origin.overridden.push_back(apply_override(document, option));
    }
    Scenario scenario;
    scenario.file = file;
    scenario.name = file == "-" ? "stdin" : std::filesystem::path(file).stem().string();
    scenario_section().read(Node(document, origin), scenario);
    return scenario;
}

Scenario read_scenario(const std::string& file, const std::vector<std::string>& overrides) {
    return parse_scenario(read_text_file(file), file, overrides);
}

nlohmann::ordered_json effective_configuration(const Scenario& scenario) {
    return scenario_section().write(scenario);
}

std::string scenario_folder(const Scenario& scenario) {
    const std::filesystem::path folder = std::filesystem::path(scenario.file).parent_path();
    return folder.empty() ? "." : folder.string();
}

void check_workload(const Scenario& scenario) {
    const auto source =
        make_source(scenario.workload, scenario.targets, scenario.seed, scenario_folder(scenario));
    check_buffers(scenario, source->transfer_bytes_max());
    for (std::size_t i = 0; i < scenario.neighbours.size(); ++i) {
        check_workload(neighbour_scenario(scenario, i));
    }
}

}  // namespace pvscsim::scenarios
