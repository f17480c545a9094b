// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "models/engine/scsi_parameter_data.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// True for the vital product data pages 00, 80, 83, 86, B0, B1 and B2.
bool has_vital_page(std::uint8_t page);

/// Standard INQUIRY data of a disk [SPC-4 6.6.2].
void standard_inquiry(ParameterData& data);
/// The same for a logical unit that does not exist: qualifier and type say so.
void absent_inquiry(ParameterData& data);
/// A page that has_vital_page() [SPC-4 7.8, SBC-3 6.5].
void vital_page(const UnitIdentity& unit, std::uint8_t page, ParameterData& data);

}  // namespace pvscsim
