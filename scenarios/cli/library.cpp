// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/library.h"

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <system_error>
#include <tuple>

#include "reports/number_text.h"
#include "scenarios/config/config_error.h"
#include "scenarios/config/data_folder.h"

namespace pvscsim::scenarios {
namespace {

namespace fs = std::filesystem;

fs::path library_folder() {
    return data_folder("library");
}

/// What `runs.json` of the library has recorded of each scenario.
nlohmann::json recorded_runs() {
    std::ifstream file(library_folder() / "runs.json");
    return nlohmann::json::parse(file, nullptr, false);
}

std::string run_text(const nlohmann::json& runs, const std::string& name) {
    if (!runs.is_object() || !runs.contains(name)) {
        return "";
    }
    return reports::grouped(runs[name].value("requests", std::uint64_t{0})) + " requests, " +
           reports::time_text(runs[name].value("simulated_ns", std::uint64_t{0}));
}

}  // namespace

std::vector<LibraryScenario> library_scenarios() {
    const nlohmann::json runs = recorded_runs();
    std::vector<LibraryScenario> scenarios;
    std::error_code absent;
    for (const fs::directory_entry& family : fs::directory_iterator(library_folder(), absent)) {
        std::error_code no_folder;
        for (const fs::directory_entry& entry : fs::directory_iterator(family.path(), no_folder)) {
            if (entry.path().extension() == ".json") {
                const std::string name = entry.path().stem().string();
                scenarios.push_back({family.path().filename().string(), name, entry.path().string(),
                                     run_text(runs, name)});
            }
        }
    }
    std::sort(scenarios.begin(), scenarios.end(), [](const auto& left, const auto& right) {
        return std::tie(left.family, left.name) < std::tie(right.family, right.name);
    });
    return scenarios;
}

std::string scenario_file(const std::string& argument) {
    const bool bare_word = argument != "-" && argument.find('/') == std::string::npos &&
                           fs::path(argument).extension() != ".json";
    if (!bare_word) {
        return argument;
    }
    for (const LibraryScenario& scenario : library_scenarios()) {
        if (scenario.name == argument) {
            return scenario.file;
        }
    }
    std::error_code ignored;
    if (!fs::exists(argument, ignored)) {
        throw ConfigError(argument, "",
                          "expected a file or a scenario of the library (`pvscsim list scenarios` "
                          "names them), got neither");
    }
    return argument;
}

}  // namespace pvscsim::scenarios
