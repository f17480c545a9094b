// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string_view>

namespace pvscsim::scenarios {

/// The folder `name` of the program's data: beside the installed program, or else where the program
/// was built.
std::filesystem::path data_folder(std::string_view name);

}  // namespace pvscsim::scenarios
