// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/engine/scsi_parameter_data.h"
#include "models/engine/scsi_sense.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// Why a LOG SENSE cannot be served, if so: pages 00, 0D (temperature) and, of a unit with a
/// limited pool, 0C (logical block provisioning) exist.
std::optional<Sense> refuse_log_sense(const std::array<std::uint8_t, 16>& cdb,
                                      const UnitIdentity& unit);
/// Its data; `used_blocks` of the pool are in use [SPC-4 and SBC-3, Log parameters].
void log_data(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
              std::uint64_t used_blocks, ParameterData& data);

}  // namespace pvscsim
