// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/library.h"

#include <algorithm>
#include <filesystem>

#include "scenarios/config/config_error.h"

namespace pvscsim::scenarios {
namespace {

namespace fs = std::filesystem;

/// Beside the installed program, or else where the program was built.
fs::path library_folder() {
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    const fs::path installed = program.parent_path().parent_path() / "share/pvscsim/library";
    return fs::is_directory(installed, ignored) ? installed
                                                : fs::path(PVSCSIM_DATA_DIR) / "library";
}

}  // namespace

std::vector<std::string> library_scenarios() {
    std::vector<std::string> names;
    std::error_code absent;
    for (const fs::directory_entry& entry : fs::directory_iterator(library_folder(), absent)) {
        if (entry.path().extension() == ".json") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::string scenario_file(const std::string& argument) {
    const bool bare_word = argument != "-" && argument.find('/') == std::string::npos &&
                           fs::path(argument).extension() != ".json";
    if (!bare_word) {
        return argument;
    }
    const std::vector<std::string> names = library_scenarios();
    if (std::find(names.begin(), names.end(), argument) != names.end()) {
        return (library_folder() / (argument + ".json")).string();
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
