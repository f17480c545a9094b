// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "models/engine/scsi_parameter_data.h"
#include "models/engine/scsi_sense.h"
#include "models/engine/unit_identity.h"

namespace pvscsim {

/// Why a REPORT SUPPORTED OPERATION CODES cannot be served, if so.
std::optional<Sense> refuse_report_opcodes(const std::array<std::uint8_t, 16>& cdb);
/// Its data, from the table of opcodes.
void report_opcodes(const UnitIdentity& unit, const std::array<std::uint8_t, 16>& cdb,
                    ParameterData& data);
/// REPORT SUPPORTED TASK MANAGEMENT FUNCTIONS: abort of a task, reset of a logical unit.
void report_task_management(bool extended, ParameterData& data);

void report_capacity(const UnitIdentity& unit, bool is_ten, ParameterData& data);
/// RECEIVE COPY RESULTS with service action OPERATING PARAMETERS.
void report_copy_parameters(const UnitIdentity& unit, ParameterData& data);

// What EXTENDED COPY takes at the most.
inline constexpr std::uint32_t kCopyDescriptorsMax = 8;
inline constexpr std::uint32_t kCopySegmentsMax = 16;

}  // namespace pvscsim
