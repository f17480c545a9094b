// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/engine/scsi_parameter_data.h"
#include "models/engine/scsi_sense.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// Why a MODE SENSE cannot be served, if so: pages 08 (caching), 0A (control) and 3F (all) exist,
/// as current, default and changeable values; nothing can be changed or saved.
std::optional<Sense> refuse_mode_sense(const std::array<std::uint8_t, 16>& cdb);

/// The data of a MODE SENSE(6) or (10) that is not refused [SPC-4 7.5, SBC-3 6.4].
void mode_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
               ParameterData& data);

}  // namespace pvscsim
