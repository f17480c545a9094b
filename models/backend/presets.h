// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "models/backend/backend_config.h"

namespace pvscsim {

/// A device that a target can be backed by, by name.
struct BackendPreset {
    std::string_view name;
    std::string_view summary;  ///< what it is and how well it is known
    std::string_view source;   ///< where its figures come from
    BackendConfig config;
};

/// All presets, in the order in which they are listed.
const std::vector<BackendPreset>& backend_presets();

/// The preset called `name`, or null.
const BackendPreset* find_backend_preset(std::string_view name);

}  // namespace pvscsim
