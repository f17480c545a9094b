// SPDX-License-Identifier: Apache-2.0
#include "scenarios/config/data_folder.h"

namespace pvscsim::scenarios {

namespace fs = std::filesystem;

fs::path data_folder(std::string_view name) {
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
    const fs::path installed = program.parent_path().parent_path() / "share/pvscsim" / name;
    return fs::is_directory(installed, ignored) ? installed : fs::path(PVSCSIM_DATA_DIR) / name;
}

}  // namespace pvscsim::scenarios
